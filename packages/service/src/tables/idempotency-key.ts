import type { Transaction } from '../database.ts';

/** What a command under a key was, and the two things of its answer that cannot be derived from it. */
export interface KeyedCommand {
  readonly fingerprint: string;
  readonly event_id: string;
  readonly version: number;
}

const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Takes a key for a command, in the transaction of that command; waits for another transaction that is taking the same key.
 * @returns undefined when the key was free, else the command that took it.
 */
export async function takeKey(
  tx: Transaction,
  key: string,
  command: KeyedCommand,
  now: Date,
): Promise<KeyedCommand | undefined> {
  const taken = await tx.execute(
    'INSERT IGNORE INTO idempotency_key (idempotency_key, fingerprint, event_id, version, created_at) VALUES (?, ?, ?, ?, ?)',
    [key, command.fingerprint, command.event_id, command.version, now],
  );
  if (taken === 0) {
    const rows = await tx.query<KeyedCommand>(
      'SELECT fingerprint, event_id, version FROM idempotency_key WHERE idempotency_key = ?',
      [key],
    );
    return rows[0];
  }
  // A few old ones go with every new one, so that the table stays as long as a week.
  await tx.execute('DELETE FROM idempotency_key WHERE created_at < ? LIMIT 10', [new Date(now.getTime() - KEPT_MS)]);
  return undefined;
}
