import type { Request, Response } from 'express';
import { traceparentOf } from '../app/request-context.ts';
import { HttpError } from '../errors/errors.ts';
import { traceIdOf } from '../server/trace.ts';

/** Roles. `program`: another system of the agency, for everybody; `admin`: the holder of the ADMIN_TOKEN. */
export const ROLES = ['parent', 'staff', 'operator', 'program', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Roles that look after the systems or write programs for them: they may see a service's health and its API. */
export const MAINTAINERS = ['operator', 'program', 'admin'] as const satisfies readonly Role[];

/** The caller, as identified by a credential. Contains ids only. */
export interface Principal {
  /** The kind of credential: a session, an API key, the ADMIN_TOKEN. */
  readonly kind: 'person' | 'key' | 'token';
  /** The account's id or the key's name. */
  readonly id: string;
  readonly role: Role;
  /** For a parent: the `user_id` of the wire contract. */
  readonly userId?: string;
  /** For staff: their daycare. */
  readonly nurseryId?: string;
  /** For a person: whether they have verified their mail address. */
  readonly emailVerified?: boolean;
}

/** What a page may show of the person who is signed in. Never logged. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface Identity {
  readonly principal: Principal;
  readonly person?: Person;
}

/**
 * Identifies the caller. `undefined`: no credential was sent. @throws HttpError 403 `credential-invalid` for an unknown
 * key or token
 */
export type Authenticate = (req: Request, res: Response) => Promise<Identity | undefined>;

/** A principal and the address it called from, for the audit. */
export interface Actor extends Principal {
  readonly ip: string;
  readonly traceId: string;
}

export const credentialRequired = (): HttpError =>
  new HttpError(401, 'credential-required', '로그인하거나 API 키를 보내 주세요 / sign in or send an API key');

/** The caller of a route that is not `open`. @throws HttpError 401 if nobody was admitted */
export function principalOf(res: Response): Principal {
  const principal = (res.locals.identity as Identity | undefined)?.principal;
  if (principal === undefined) throw credentialRequired();
  return principal;
}

/** Name and address of the signed-in person; `undefined` for programs. */
export const personOf = (res: Response): Person | undefined => (res.locals.identity as Identity | undefined)?.person;

/** The caller of an `open` route, if a valid credential was sent; an invalid one counts as none. */
export async function visitorOf(res: Response): Promise<Identity | undefined> {
  const authenticate = res.locals.authenticate as Authenticate | undefined;
  if (res.locals.identity === undefined && authenticate !== undefined) {
    res.locals.identity = await authenticate(res.req, res).catch((error: unknown) => {
      if (error instanceof HttpError && error.status < 500) return undefined;
      throw error;
    });
  }
  return res.locals.identity as Identity | undefined;
}

/** The address of a request, IPv4 as such. Behind a proxy only what `TRUST_PROXY` allows counts. */
export const addressOf = (req: Request): string => String(req.res?.locals.address ?? '');

export const actorOf = (res: Response): Actor => ({
  ...principalOf(res),
  ip: addressOf(res.req),
  traceId: traceIdOf(traceparentOf(res)),
});
