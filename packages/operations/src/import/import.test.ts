import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_APPLICATION } from '@enterwait/domain/application';
import { judgedEventSchema, STATUS } from '@enterwait/domain/protocol';
import { isForeignRecord } from '@enterwait/judge/table';
import { oldData } from '../../../../localstack/seed/old-data/families.ts';
import { accountIdOf, eventIdOf, historyOf } from './loading/history.ts';
import { openImportTable } from './loading/table.ts';
import { checkTogether } from './reading/check.ts';
import { keyOfBad, oldSchemas, oldTimeSchema } from './reading/old-schema.ts';
import { readAll } from './reading/read.ts';
import { Staging } from './reading/staging.ts';
import type { Source } from './sources/source.ts';

const REQUEST = {
  ...SAMPLE_APPLICATION,
  status: '2',
  requested_at: '2025-03-01 09:00:00',
  updated_at: '2025-04-01 09:30:00',
};

describe('a row of the old system', () => {
  test('becomes an application with the history that it must have had, the same every time', () => {
    const row = oldSchemas.request.parse(REQUEST);
    const imported = historyOf(row, '햇살어린이집');
    expect(imported.events.map(({ type, version, judged_at }) => [type, version, judged_at])).toEqual([
      ['Request', 1, '2025-03-01T00:00:00.000Z'],
      ['Accept', 2, '2025-04-01T00:30:00.000Z'],
    ]);
    for (const event of imported.events) expect(judgedEventSchema.parse(event)).toEqual(event);
    expect(imported.state).toMatchObject({
      status: STATUS.accepted,
      version: 2,
      entry: { nursery_name: '햇살어린이집' },
    });
    expect(historyOf(row, '햇살어린이집')).toEqual(imported);
  });

  test('that waits has one event', () => {
    expect(historyOf(oldSchemas.request.parse({ ...REQUEST, status: '1' }), 'x').events).toHaveLength(1);
  });

  test.each(['0000-00-00 00:00:00', '2025-02-30 00:00:00', '1970-01-01 00:00:00', '2999-01-01 00:00:00', '1.3.2025'])(
    'is not of the time %s',
    (text) => expect(oldTimeSchema.safeParse(text).success).toBe(false),
  );

  test('that is wrong is named by its key, but never by what stands where the key should', () => {
    expect(keyOfBad('request', { ...REQUEST, status: '7' })).toBe('202403150000001N00001');
    expect(keyOfBad('request', { ...REQUEST, child_id: '김하늘' })).toBe('');
  });

  test('brings no password along', () => {
    expect(oldSchemas.user.parse({ ...REQUEST, password: 'x' })).not.toHaveProperty('password');
  });

  test('ids are UUIDs in the order of time, and tell nothing', () => {
    const early = eventIdOf('202403150000001N00001', 'Request', '2025-03-01T00:00:00.000Z');
    const late = eventIdOf('202403150000001N00001', 'Accept', '2025-04-01T00:00:00.000Z');
    expect(early < late).toBe(true);
    expect(accountIdOf('parent01')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

test('what is written to the table is told to nobody: no key of an imported event passes the filter of the stream', async () => {
  const keys: string[] = [];
  const client = {
    send: async (command: { input: { TransactItems?: { Put: { Item: { sk: string } } }[] } }) => {
      keys.push(...(command.input.TransactItems ?? []).map(({ Put }) => Put.Item.sk));
      return {};
    },
  };
  await openImportTable(client as never, 't').write([{ ...historyOf(oldSchemas.request.parse(REQUEST), 'x') }]);
  expect(keys).toHaveLength(3);
  for (const sk of keys) {
    expect(sk.startsWith('EVENT#')).toBe(false);
    expect(isForeignRecord({ eventName: 'INSERT', dynamodb: { Keys: { sk: { S: sk } } } })).toBe(true);
  }
});

describe('all rows together', () => {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-staging-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const source: Source = {
    identity: 'test',
    async *pieces() {
      yield* oldData({ applications: 600 });
    },
    close: async () => {},
  };
  const read = async (name: string): Promise<Staging> => {
    const staging = new Staging(join(folder, name));
    await readAll(source, staging, new AbortController().signal, () => {});
    return staging;
  };

  test('every kind of contradiction is refused with its reason, and nothing else', async () => {
    const staging = await read('a');
    checkTogether(staging);
    const refused = staging.count("SELECT tab || ' ' || code AS name, COUNT(*) AS n FROM refused GROUP BY 1");
    expect(Object.fromEntries(refused)).toEqual({
      'nursery invalid': 1,
      'user invalid': 2,
      'user duplicate': 2,
      'child invalid': 2,
      'child no-user': 4,
      'request invalid': 6,
      'request duplicate': 2,
      'request no-user': 8,
      'request no-child': 2,
      'request no-nursery': 4,
      'request not-their-child': 2,
      'request accepted-not-enrolled': 4,
      'request over-capacity': 2,
      'nursery_child invalid': 2,
      'nursery_child not-accepted': 2,
      'nursery_child over-capacity': 2,
    });
    // The enrolled children are exactly the accepted ones.
    const left = staging.count(
      "SELECT tab AS name, COUNT(*) AS n FROM row WHERE refused = 0 AND (tab = 'nursery_child' OR status = 2) GROUP BY tab",
    );
    expect(left.get('nursery_child')).toBe(left.get('request'));
    staging.remove();
  });

  test('children whom the new system has already are counted against the places', async () => {
    const staging = await read('b');
    staging.transaction(() =>
      staging.addHere(
        [{ nursery_id: 'S00001', request_id: '999999999999999S00001' }],
        [{ nursery_id: 'S00001', capacity: 4 }],
      ),
    );
    checkTogether(staging);
    // There are four places, and another child has taken one: three of seven stay.
    expect(
      staging
        .count("SELECT code AS name, COUNT(*) AS n FROM refused WHERE tab = 'nursery_child' GROUP BY 1")
        .get('over-capacity'),
    ).toBe(4);
    staging.remove();
  });

  test('a broken-off reading starts anew, a second process is turned away', async () => {
    const staging = await read('c');
    await readAll(source, staging, new AbortController().signal, () => {});
    expect(staging.count('SELECT tab AS name, COUNT(*) AS n FROM row GROUP BY tab').get('nursery')).toBe(21);
    expect(() => new Staging(join(folder, 'c'))).toThrow('실행 중');
    staging.remove();
  });
});
