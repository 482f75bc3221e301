import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../errors/errors.ts';
import type { ApiKeys } from '../keys/api-keys.ts';
import { ALLOWED, type NamedLimits, type Verdict } from '../limits/limits.ts';
import { networkOf } from '../limits/network.ts';
import { requireAllowed } from '../limits/too-often.ts';
import { within } from '../server/deadline.ts';
import { type Authenticate, addressOf } from './principal.ts';

export interface CredentialOptions {
  readonly adminToken: string;
  readonly keys: ApiKeys;
  /** How many wrong ones an address may bring; left out: any number. */
  readonly limits?: Pick<NamedLimits, 'count' | 'peek'> | undefined;
  /** Who is signed in by a session; left out where a service has no accounts. */
  readonly session?: Authenticate | undefined;
}

/** A statement of one row by its key; whoever waits longer waits for a database that is away. */
const LOOK_MS = 1_000;

/**
 * Knows callers by `Authorization: Bearer` (the admin token or an API key), else by their session. An address that has brought too many wrong
 * ones is told 429 for every other wrong one, and for the admin token too: how a guess of it ended is not to be seen. An API key that is right
 * goes on: nobody guesses one, and an office shares its address.
 */
export function createAuthenticator({ adminToken, keys, limits, session }: CredentialOptions): Authenticate {
  const expected = sha256(adminToken);
  /** The admin token is what a system is mended with: it is good while the database cannot be asked, and before the first migration. */
  const lookAt = (network: string): Promise<Verdict> =>
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
