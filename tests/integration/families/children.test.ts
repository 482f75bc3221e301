import { randomInt } from 'node:crypto';
import { inSnapshot, inTransaction, type Transaction } from '@enterwait/http/database';
import { CHILDREN_SHOWN, childrenOf, putChild } from '../../../services/enterwait/src/family/family.ts';
import { candidatesOf } from '../../../services/enterwait/src/pages/apply/application-context.ts';
import { asAdmin, call, urlOf } from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, HOME } from '../../support/commands/samples.ts';
import type { LoneSystem } from '../../support/lone-systems/lone-system.ts';
import { aParentOf, startEnterwait } from '../../support/lone-systems/lone-systems.ts';
import { fieldsOf, Visitor } from '../../support/people/visitor.ts';
import { rowsOf } from '../../support/stack/databases.ts';

const PASSWORD = 'a long enough password';
const MOST = 10;

const countOf = async (userId: string): Promise<number> =>
  (await rowsOf('enterwait', 'SELECT 1 FROM child WHERE user_id = ?', [userId])).length;

test('twenty children at once, by two doors: ten are registered, the others are told why not', async () => {
  const email = anAddress();
  const parent = await Visitor.signedUp('김민준', email, PASSWORD);
  const [person] = await rowsOf<{ user_id: string }>('enterwait', 'SELECT user_id FROM person WHERE email = ?', [
    email,
  ]);
  const userId = person?.user_id ?? '';
  const fields = fieldsOf((await parent.open('/children/new')).html, '/children/new');
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const child = { name: '김하늘', birthday: '20240315', ...HOME };
      if (index % 2 === 0) return (await parent.send('/children/new', fields, child)).status;
      const path = `/admin/children/8${String(randomInt(10 ** 13)).padStart(14, '0')}`;
      const headers = { ...asAdmin(), 'content-type': 'application/json' };
      const body = JSON.stringify({ user_id: userId, ...child });
      const { status, json } = await call(urlOf('enterwait') + path, { method: 'PUT', headers, body });
      if (status === 409) expect(json.code).toBe('too-many-children');
      return status;
    }),
  );
  expect(await countOf(userId)).toBe(MOST);
  expect(answers.filter((status) => status === 409)).toHaveLength(10);
  expect(answers.filter((status) => status === 303 || status === 200)).toHaveLength(MOST);
  const list = await parent.open('/children');
  expect(list.text).toContain('10명까지 등록할 수 있습니다');
  expect(list.html).not.toContain('href="/children/new"');
  const refused = await parent.submit(await parent.open('/children/new'), '/children/new', {
    name: '김하늘',
    birthday: '2024-03-15',
    ...HOME,
  });
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('10명까지 등록할 수 있습니다')]);
});

describe('a thousand children from before there was a limit', () => {
  let enterwait: LoneSystem;
  const family = anApplication();
  const numberOf = (index: number): string => `20240315${String(index).padStart(7, '0')}`;

  beforeAll(async () => {
    enterwait = await startEnterwait('scratch_children');
    const now = new Date();
    await enterwait.pool.query(
      'INSERT INTO child (child_id, user_id, name, birthday, address, postcode, created_at, updated_at) VALUES ?',
      [
        Array.from({ length: 1000 }, (_, index) => [
          numberOf(index),
          family.user_id,
          '김하늘',
          '20240315',
          HOME.address,
          HOME.postcode,
          now,
          now,
        ]),
      ],
    );
    await enterwait.pool.query("INSERT INTO parent VALUES (?, '010-1234-5678', ?, ?, ?, NULL, NULL)", [
      family.user_id,
      HOME.address,
      HOME.postcode,
      now,
    ]);
    await enterwait.pool.query(
      "INSERT INTO nursery (nursery_id, name, address, capacity) VALUES ('N00001', '햇살', '서울', 20)",
    );
  });
  afterAll(() => enterwait?.stop());

  test('stay and may be changed, and none is added', async () => {
    const one = { child_id: numberOf(3), user_id: family.user_id, name: '김바다', birthday: '20240315', ...HOME };
    const put = (child_id: string) =>
      inTransaction(enterwait.pool, (tx) => putChild(tx, { ...one, child_id }, MOST, new Date()));
    expect(await put(one.child_id)).toBe(true);
    await expect(put('202403159999999')).rejects.toMatchObject({ status: 409, code: 'too-many-children' });
  });

  test('are asked for by one statement, and shown a page at a time', async () => {
    const application = { ...family, child_id: numberOf(0) };
    for (const nursery_id of [aNursery(), aNursery()]) {
      await enterwait.ask('Request', { ...application, nursery_id });
    }
    let statements = 0;
    const candidates = await inSnapshot(enterwait.pool, async (tx) => {
      const children = await childrenOf(tx, family.user_id);
      const counted: Transaction = {
        ...tx,
        query: (sql, values) => {
          statements += 1;
          return tx.query(sql, values);
        },
      };
      return candidatesOf(counted, children, { MAX_OPEN_APPLICATIONS: 3, MAX_OPEN_APPLICATIONS_ENROLLED: 2 });
    });
    expect([statements, candidates.length]).toEqual([1, CHILDREN_SHOWN]);
    expect(candidates.slice(0, 2)).toMatchObject([
      { child: { child_id: numberOf(0) }, waiting: 2, limit: 3 },
      { child: { child_id: numberOf(1) }, waiting: 0, limit: 3 },
    ]);
    for (const path of ['/apply?nursery_id=N00001', '/children']) {
      const { status, text } = await enterwait.get(path, aParentOf(family));
      expect([status, text.length < 100_000]).toEqual([200, true]);
    }
    expect((await enterwait.get('/children', aParentOf(family))).text).toContain('/children?page=50');
  });
});
