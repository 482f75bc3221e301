import { EraseError } from './errors.ts';
import { eraseEach } from './leavers.ts';
import type { Erasure } from './run.ts';

const LEFT = new Date('2026-11-25T03:00:00Z');
const leavers = (...userIds: string[]) => userIds.map((userId) => ({ userId, leftAt: LEFT }));
const WISHES = { dryRun: false, patienceMs: 60_000 };

const erasureOf = (userId: string): Erasure => ({
  dryRun: false,
  applications: [userId],
  cancelled: [],
  places: [],
  children: 0,
  accounts: 1,
  mails: 'none',
  traceId: '0'.repeat(32),
});

/** Records who was tried and with how much patience. People with a given error throw it each time. */
function trying(errors: Readonly<Record<string, unknown>>) {
  const tries: string[] = [];
  const erase = async (userId: string, patienceMs: number): Promise<Erasure> => {
    tries.push(`${userId} ${patienceMs}`);
    if (userId in errors) throw errors[userId];
    return erasureOf(userId);
  };
  return { tries, erase };
}

test('one that cannot be erased yet stops nobody else, and who is in flight is waited for last', async () => {
  const { tries, erase } = trying({
    a: new EraseError('IN_FLIGHT', '202403150000001N00001'),
    b: new EraseError('DEAD_LETTERS', '202403150000001N00001'),
  });
  const run = await eraseEach(leavers('a', 'b', 'c'), erase, WISHES);
  expect(tries).toEqual(['a 5000', 'b 5000', 'c 5000', 'a 60000']);
  expect(run.erased.map(({ applications }) => applications)).toEqual([['c']]);
  expect(run.later).toEqual([
    { code: 'IN_FLIGHT', leftAt: LEFT },
    { code: 'DEAD_LETTERS', leftAt: LEFT },
  ]);
});

test('who was in flight at first is erased by patience', async () => {
  const erase = async (userId: string, patienceMs: number): Promise<Erasure> => {
    if (patienceMs < 60_000) throw new EraseError('IN_FLIGHT', 'in flight');
    return erasureOf(userId);
  };
  const run = await eraseEach(leavers('a', 'b'), erase, WISHES);
  expect([run.erased.length, run.later]).toEqual([2, []]);
});

test('less patience than a first try has is not exceeded', async () => {
  const { tries, erase } = trying({});
  await eraseEach(leavers('a'), erase, { ...WISHES, patienceMs: 1000 });
  expect(tries).toEqual(['a 1000']);
});

test('what nobody foresaw ends the run of who asks for it, with the error itself', async () => {
  const error = new TypeError('not foreseen');
  const { tries, erase } = trying({ a: error });
  await expect(eraseEach(leavers('a', 'b'), erase, WISHES)).rejects.toBe(error);
  expect(tries).toEqual(['a 5000']);
});

test('else it is told, and counted by its code, never by its message', async () => {
  const duplicate = Object.assign(new Error("Duplicate entry '김민준'"), { code: 'ER_DUP_ENTRY' });
  const told: unknown[] = [];
  const { erase } = trying({ a: duplicate, b: new TypeError('김민준') });
  const run = await eraseEach(leavers('a', 'b', 'c'), erase, { ...WISHES, onUnforeseen: (error) => told.push(error) });
  expect(told).toHaveLength(2);
  expect(run.erased).toHaveLength(1);
  expect(run.later.map(({ code }) => code)).toEqual(['ER_DUP_ENTRY', 'TypeError']);
});

test('three in a row are no matter of one family: the rest is not tried', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
  const all = leavers('a', 'b', 'c', 'd', 'e');
  const { tries, erase } = trying(Object.fromEntries(all.map(({ userId }) => [userId, gone])));
  const run = await eraseEach(all, erase, { ...WISHES, onUnforeseen: () => {} });
  expect(tries).toHaveLength(3);
  expect(run.later.map(({ code }) => code)).toEqual([
    'ECONNREFUSED',
    'ECONNREFUSED',
    'ECONNREFUSED',
    'NOT_TRIED',
    'NOT_TRIED',
  ]);
});

test('when its time is over nobody is begun, and each is counted', async () => {
  const { tries, erase } = trying({});
  const run = await eraseEach(leavers('a', 'b'), erase, { ...WISHES, withinMs: 0 });
  expect(tries).toEqual([]);
  expect(run.later.map(({ code }) => code)).toEqual(['NOT_TRIED', 'NOT_TRIED']);
});
