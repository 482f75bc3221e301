import type { OutboxRow } from '../tables/outbox.ts';

/**
 * What this process has just committed and sends itself: such a row is inserted as claimed, so that the relay needs not ask the database
 * for it. It is a shortcut, never the only way: what is not sent in time, because the process died or the queue is away, is due when
 * its claim ends, and whoever claims it then sends it. Sent twice it is known by its id.
 */
export interface HandOver {
  /** Until when the row of a command that is committed now is claimed by its insert; undefined: it is not, the relay finds it. */
  claim(now: Date): Date | undefined;
  /** After the commit. */
  put(row: OutboxRow): void;
  /** The next rows, the oldest first, at most so many; those whose claim is nearly over are left to whoever claims them. */
  take(most: number): OutboxRow[];
}

const CLAIM_MS = 10_000;
/** Sent no later than this after the commit: a call to SQS that begins within its claim. */
const SEND_WITHIN_MS = 5_000;
/** More than a busy moment leaves behind; what comes on top is found in the database. */
const MOST = 200;

/** @param onPut called with every row that was put */
export function createHandOver(onPut: () => void): HandOver {
  const waiting: { readonly row: OutboxRow; readonly at: number }[] = [];
  return {
    claim: (now) => (waiting.length < MOST ? new Date(now.getTime() + CLAIM_MS) : undefined),
    put(row) {
      waiting.push({ row, at: performance.now() });
      onPut();
    },
    take(most) {
      const since = performance.now() - SEND_WITHIN_MS;
      while (waiting[0] !== undefined && waiting[0].at < since) waiting.shift();
      return waiting.splice(0, most).map(({ row }) => row);
    },
  };
}
