import type { OutboxRow } from '../tables/outbox.ts';

/**
 * Commands that this process has just committed and sends itself. Their rows are inserted as claimed, so the relay need
 * not read them from the database. This is only a shortcut: a command that is not sent in time, because the process
 * died or the queue is unavailable, is due when its claim expires, and any relay then sends it. A repeat is recognised
 * by its id.
 */
export interface HandOver {
  /**
   * Until when the row of a command committed now is claimed by its insert; undefined: it is not claimed, and the relay
   * finds it.
   */
  claim(now: Date): Date | undefined;
  /** After the commit. */
  put(row: OutboxRow): void;
  /** The next rows, oldest first, at most this many. Rows whose claim is about to expire are left to the relay. */
  take(most: number): OutboxRow[];
}

const CLAIM_MS = 10_000;
/** Sent no later than this after the commit, so the call to SQS begins within the claim. */
const SEND_WITHIN_MS = 5_000;
/** More than a busy moment needs; the relay finds the rest in the database. */
const MOST = 200;

/** @param onPut called for every row that is put */
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
