import type { Logger } from '@enterwait/http/server';
import { jest } from '@jest/globals';
import type { OutboxTables, Store } from '../tables/store.ts';
import { createOutboxLog } from './log.ts';

const lines: [string, object][] = [];
const logger = {
  info: (fields: object) => lines.push(['info', fields]),
  warn: (fields: object) => lines.push(['warn', fields]),
} as unknown as Logger;

const storeWith = (outboxDepth: OutboxTables['outboxDepth']) =>
  ({
    transaction: (work: (tables: OutboxTables) => unknown) => work({ outboxDepth } as unknown as OutboxTables),
  }) as Store<OutboxTables>;

beforeEach(() => {
  lines.length = 0;
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('says every minute how long the oldest command waits, until it is stopped', async () => {
  const log = createOutboxLog(
    storeWith(async () => ({ unsent: 3, unsentAgeSeconds: 61, unanswered: 1, unansweredAgeSeconds: 7 })),
    logger,
  );
  log.start();
  await jest.advanceTimersByTimeAsync(120_000);
  log.stop();
  await jest.advanceTimersByTimeAsync(120_000);
  expect(lines).toEqual([
    ['info', { outboxAgeSeconds: 61, outboxDepth: 3, unansweredAgeSeconds: 7, unansweredDepth: 1 }],
    ['info', { outboxAgeSeconds: 61, outboxDepth: 3, unansweredAgeSeconds: 7, unansweredDepth: 1 }],
  ]);
});

test('goes on when the database does not answer', async () => {
  const log = createOutboxLog(
    storeWith(() => Promise.reject(new Error('gone'))),
    logger,
  );
  log.start();
  await jest.advanceTimersByTimeAsync(120_000);
  log.stop();
  expect(lines.map(([level]) => level)).toEqual(['warn', 'warn']);
});
