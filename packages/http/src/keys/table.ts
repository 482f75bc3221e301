import type { Role } from '../access/principal.ts';
import type { Transaction } from '../database/database.ts';

export interface ApiKeyRow {
  readonly name: string;
  readonly role: Role;
  readonly user_id: string | null;
  readonly nursery_id: string | null;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly sha256: string;
  readonly role: Role;
  readonly user_id?: string | undefined;
  readonly nursery_id?: string | undefined;
  readonly expires_at?: string | undefined;
}

export async function findApiKey(tx: Transaction, sha256: string): Promise<ApiKeyRow | undefined> {
  const rows = await tx.query<ApiKeyRow>(
    'SELECT name, role, user_id, nursery_id, expires_at, revoked_at, last_used_at FROM api_key WHERE sha256 = ?',
    [sha256],
  );
  return rows[0];
}

/** Inserts a key, or replaces the one of that name. @returns false when the hash already has another name */
export async function putApiKey(tx: Transaction, key: NewApiKey, now: Date): Promise<boolean> {
  const others = await tx.query('SELECT 1 FROM api_key WHERE sha256 = ? AND name <> ?', [key.sha256, key.name]);
  if (others.length > 0) return false;
  await tx.execute(
    `INSERT INTO api_key (name, sha256, role, user_id, nursery_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE sha256 = VALUES(sha256), role = VALUES(role), user_id = VALUES(user_id),
       nursery_id = VALUES(nursery_id), expires_at = VALUES(expires_at), revoked_at = NULL`,
    [
      key.name,
      key.sha256,
      key.role,
      key.user_id ?? null,
      key.nursery_id ?? null,
      now,
      key.expires_at === undefined ? null : new Date(key.expires_at),
    ],
  );
  return true;
}

/**
 * Replaces the key of a name. The old key stays valid for a while under a name of its own, so callers that do not have
 * the new one yet are not refused. If the key is unchanged, nothing happens.
 * @param before name for the replaced key; a key that already has that name is deleted
 * @returns false when the hash already has another name
 */
export async function replaceApiKey(
  tx: Transaction,
  key: NewApiKey,
  { before, until, now }: { readonly before: string; readonly until: Date; readonly now: Date },
): Promise<boolean> {
  const [current] = await tx.query<{ sha256: string; role: Role }>(
    'SELECT sha256, role FROM api_key WHERE name = ? FOR UPDATE',
    [key.name],
  );
  if (current === undefined || current.sha256 === key.sha256) return putApiKey(tx, key, now);
  // The previous key may come back: the two then swap names.
  await tx.execute('DELETE FROM api_key WHERE name = ?', [before]);
  if (!(await putApiKey(tx, key, now))) return false;
  return putApiKey(tx, { ...current, name: before, expires_at: until.toISOString() }, now);
}

/** @returns false when no key has that name */
export async function revokeApiKey(tx: Transaction, name: string, now: Date): Promise<boolean> {
  await tx.execute('UPDATE api_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL', [now, name]);
  return (await tx.query('SELECT 1 FROM api_key WHERE name = ?', [name])).length > 0;
}

export async function noteUse(tx: Transaction, name: string, now: Date): Promise<void> {
  await tx.execute('UPDATE api_key SET last_used_at = ? WHERE name = ?', [now, name]);
}

/** The keys that programs have of a family. */
export async function deleteKeysOf(tx: Transaction, userId: string): Promise<void> {
  await tx.execute('DELETE FROM api_key WHERE user_id = ?', [userId]);
}
