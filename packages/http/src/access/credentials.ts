import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../errors/errors.ts';
import type { ApiKeys } from '../keys/api-keys.ts';
import { ALLOWED, type LimitResult, type NamedLimits } from '../limits/limits.ts';
import { networkOf } from '../limits/network.ts';
import { requireAllowed } from '../limits/too-often.ts';
import { within } from '../server/deadline.ts';
import { type Authenticate, addressOf } from './principal.ts';

export interface CredentialOptions {
  readonly adminToken: string;
  readonly keys: ApiKeys;
  /** How many wrong credentials an address may send; if absent, any number. */
  readonly limits?: Pick<NamedLimits, 'count' | 'peek'> | undefined;
  /** Identifies people by their session; absent in a service without accounts. */
  readonly session?: Authenticate | undefined;
}

/** Timeout of a statement that reads one row by its key; if it takes longer, the database is unavailable. */
const LOOK_MS = 1_000;

/**
 * Identifies callers by `Authorization: Bearer` (the admin token or an API key), otherwise by their session. An address
 * that has sent too many wrong credentials gets 429 for every further wrong one, and for the admin token too, so the
 * result of guessing it stays hidden. A correct API key keeps working: nobody guesses one, and an office shares its
 * address.
 */
export function createAuthenticator({ adminToken, keys, limits, session }: CredentialOptions): Authenticate {
  const expected = sha256(adminToken);
  /**
   * Administrators repair the system with this token: it works while the database is unavailable, and before the first
   * migration.
   */
  const lookAt = (network: string): Promise<LimitResult> =>
    limits === undefined
      ? Promise.resolve(ALLOWED)
      : within('looking at a limit', LOOK_MS, limits.peek('wrong-credential', network)).catch(() => ALLOWED);
  return async (req, res) => {
    const given = /^Bearer +(\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
    if (given === undefined) return session?.(req, res);
    const network = networkOf(addressOf(req));
    if (timingSafeEqual(sha256(given), expected)) {
      requireAllowed(await lookAt(network));
      return { principal: { kind: 'token', id: 'admin', role: 'admin' } };
    }
    const principal = await keys.find(given);
    if (principal !== undefined) return { principal };
    if (limits !== undefined) requireAllowed(await limits.count('wrong-credential', network));
    throw credentialInvalid();
  };
}

const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest();

const credentialInvalid = (): HttpError =>
  new HttpError(
    403,
    'credential-invalid',
    'API 키나 토큰이 맞지 않거나 취소되었습니다 / the key or token is not known, has expired or was revoked',
  );
