import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKeys } from './api-keys.ts';
import { HttpError } from './errors.ts';
import type { Authenticate } from './principal.ts';

export interface CredentialOptions {
  readonly adminToken: string;
  readonly keys: ApiKeys;
  /** Who is signed in by a session; left out where a service has no accounts. */
  readonly session?: Authenticate | undefined;
}

/** Knows callers by `Authorization: Bearer` (the admin token or an API key), else by their session. */
export function createAuthenticator({ adminToken, keys, session }: CredentialOptions): Authenticate {
  const expected = sha256(adminToken);
  return async (req, res) => {
    const given = /^Bearer +(\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
    if (given === undefined) return session?.(req, res);
    if (timingSafeEqual(sha256(given), expected)) return { principal: { kind: 'token', id: 'admin', role: 'admin' } };
    const principal = await keys.find(given);
    if (principal === undefined) throw credentialInvalid();
    return { principal };
  };
}

const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest();

const credentialInvalid = (): HttpError =>
  new HttpError(
    403,
    'credential-invalid',
    'API 키나 토큰이 맞지 않거나 취소되었습니다 / the key or token is not known, has expired or was revoked',
  );
