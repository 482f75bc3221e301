import type { Transaction } from '@enterwait/http/database';

/** The command stored under a key, and the two parts of its answer that cannot be derived from it. */
export interface KeyedCommand {
  readonly fingerprint: string;
  readonly event_id: string;
  readonly version: number;
}

/** A key and its owner: two callers may both use `1`. */
export interface OwnedKey {
  /** SHA-256 of the owner in hexadecimal; empty for nobody. */
  readonly owner: string;
  readonly key: string;
}

const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Takes a key for a command, in the transaction of that command; waits for another transaction that is taking the same
 * key.
 * @returns undefined when the key was free, else the command that took it
 */
export async function takeKey(
  tx: Transaction,
  { owner, key }: OwnedKey,
  command: KeyedCommand,
  now: Date,
): Promise<KeyedCommand | undefined> {
  // The previous release stored no owners: the same command under the same key is the one it answered.
  const ofBefore = owner === '' ? undefined : await findKey(tx, { owner: '', key });
  if (ofBefore?.fingerprint === command.fingerprint) return ofBefore;
  const taken = await tx.execute(
    'INSERT IGNORE INTO idempotency_key (owner, idempotency_key, fingerprint, event_id, version, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    [owner, key, command.fingerprint, command.event_id, command.version, now],
  );
  if (taken === 0) return findKey(tx, { owner, key });
  // Every new key deletes a few old ones, so the table holds about a week.
  await tx.execute('DELETE FROM idempotency_key WHERE created_at < ? LIMIT 10', [new Date(now.getTime() - KEPT_MS)]);
  return undefined;
}

async function findKey(tx: Transaction, { owner, key }: OwnedKey): Promise<KeyedCommand | undefined> {
  const rows = await tx.query<KeyedCommand>(
    'SELECT fingerprint, event_id, version FROM idempotency_key WHERE owner = ? AND idempotency_key = ?',
    [owner, key],
  );
  return rows[0];
}
