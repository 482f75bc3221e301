import type { SessionRecord } from './auth.ts';
import { createIdleTimeout } from './idle-timeout.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-03-02T09:00:00Z');

function idleOf(minutes: number) {
  const written: unknown[][] = [];
  const connection = {
    query: async () => [[]],
    execute: async (sql: string, values: unknown[]) => {
      written.push([sql.split(' ', 1)[0], ...values]);
      return [{ affectedRows: 1 }];
    },
    release: () => undefined,
  };
  return {
    idleTimeout: createIdleTimeout({ getConnection: async () => connection } as never, minutes, () => NOW),
    written,
  };
}

const session = (minutes: { action?: number; updated?: number; created: number }): SessionRecord => ({
  id: 's1',
  token: 't1',
  createdAt: new Date(NOW - minutes.created * MINUTE),
  updatedAt: new Date(NOW - (minutes.updated ?? minutes.created) * MINUTE),
  lastActionAt: minutes.action === undefined ? null : new Date(NOW - minutes.action * MINUTE),
});

test.each([
  ['is used', { action: 0, created: 300 }, false],
  ['was used just within the time', { action: 29.9, created: 300 }, false],
  ['was not used for the time', { action: 30, created: 300 }, true],
  ['began long ago, by the release before, which went on with it', { updated: 10, created: 300 }, false],
  ['began by the release before, and nobody came back', { created: 31 }, true],
  ['is used, and a workday old', { action: 0, created: 720 }, true],
])('a session that %s', (_what, minutes, isOver) => {
  expect(idleOf(30).idleTimeout.isOver(session(minutes))).toBe(isOver);
});

test('an action is noted where none was within the last minute, so that work costs a write a minute', async () => {
  const { idleTimeout, written } = idleOf(30);
  await idleTimeout.note(session({ action: 0.9, created: 5 }));
  expect(written).toEqual([]);
  await idleTimeout.note(session({ action: 1, created: 5 }));
  await idleTimeout.note(session({ created: 5 }));
  expect(written).toEqual([
    ['UPDATE', new Date(NOW), 's1'],
    ['UPDATE', new Date(NOW), 's1'],
  ]);
});

test('with a single minute it is noted more often: nobody who works is signed out', async () => {
  const { idleTimeout, written } = idleOf(1);
  await idleTimeout.note(session({ action: 0.3, created: 5 }));
  expect(written).toHaveLength(1);
});
