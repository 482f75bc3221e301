import { createHash } from 'node:crypto';
import type { Principal } from '../access/principal.ts';
import { inTransaction, type Pool } from '../database/database.ts';
import { type ApiKeyRow, findApiKey, noteUse } from './table.ts';

/** The API keys of one service. */
export interface ApiKeys {
  /** The holder of a key; `undefined` if it is unknown, expired or revoked. */
  find(key: string): Promise<Principal | undefined>;
}

/** How long a key is cached: a revoked key keeps working for that long. */
const BELIEVED_MS = 2_000;
const REMEMBERED = 1_000;
const NOTED_EVERY_MS = 3_600_000;
/** The prefix of every key, so secret scanners recognise a leaked one. */
const KEY_PREFIX = 'ew_';

interface Known {
  readonly row: ApiKeyRow | undefined;
  readonly until: number;
}

/** Looks keys up by their hash: the database never sees a key, and comparing hashes leaks no timing. */
export function createApiKeys(pool: Pool, now: () => number = Date.now): ApiKeys {
  const known = new Map<string, Known>();

  async function rowOf(sha256: string): Promise<ApiKeyRow | undefined> {
    const before = known.get(sha256);
    if (before !== undefined && before.until > now()) return before.row;
    const row = await inTransaction(pool, (tx) => findApiKey(tx, sha256));
    if (known.size >= REMEMBERED) known.clear();
    known.set(sha256, { row, until: now() + BELIEVED_MS });
    if (row !== undefined && now() - (row.last_used_at?.getTime() ?? 0) > NOTED_EVERY_MS) {
      // A key works even if its use cannot be recorded.
      void inTransaction(pool, (tx) => noteUse(tx, row.name, new Date(now()))).catch(() => undefined);
    }
    return row;
  }

  return {
    async find(key) {
      if (!key.startsWith(KEY_PREFIX)) return undefined;
      const row = await rowOf(createHash('sha256').update(key).digest('hex'));
      if (row === undefined || row.revoked_at !== null) return undefined;
      if (row.expires_at !== null && row.expires_at.getTime() <= now()) return undefined;
      return {
        kind: 'key',
        id: row.name,
        role: row.role,
        ...(row.user_id === null ? {} : { userId: row.user_id }),
        ...(row.nursery_id === null ? {} : { nurseryId: row.nursery_id }),
      };
    },
  };
}
