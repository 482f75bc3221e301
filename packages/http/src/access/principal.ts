import type { Request, Response } from 'express';
import { traceparentOf } from '../app/request-context.ts';
import { HttpError } from '../errors/errors.ts';
import { traceIdOf } from '../server/trace.ts';

/** What somebody may be. `program`: another system of the agency, for everybody; `admin`: whoever holds the ADMIN_TOKEN. */
export const ROLES = ['parent', 'staff', 'operator', 'program', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Those who look after the systems or write programs for them: how a service is doing and how it is spoken to is theirs to know. */
export const MAINTAINERS = ['operator', 'program', 'admin'] as const satisfies readonly Role[];

/** Who is calling, by their credential. Holds ids only. */
export interface Principal {
  /** By which credential: a session, an API key, the ADMIN_TOKEN. */
  readonly kind: 'person' | 'key' | 'token';
  /** The account's id or the key's name. */
  readonly id: string;
  readonly role: Role;
  /** Of a parent: the `user_id` of the wire contract. */
  readonly userId?: string;
  /** Of staff: their daycare. */
  readonly nurseryId?: string;
  /** Of a person: whether they have shown that mails to their address reach them. */
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

/** Tells who is calling. `undefined`: nobody said so. @throws HttpError 403 `credential-invalid` for a key or token that is not known */
export type Authenticate = (req: Request, res: Response) => Promise<Identity | undefined>;

/** A principal and where it called from, for the audit. */
export interface Actor extends Principal {
  readonly ip: string;
  readonly traceId: string;
}

export const credentialRequired = (): HttpError =>
  new HttpError(401, 'credential-required', '로그인하거나 API 키를 보내 주세요 / sign in or send an API key');

/** Who is calling a route that is not `open`. @throws HttpError 401 where nobody has been let in */
export function principalOf(res: Response): Principal {
  const principal = (res.locals.identity as Identity | undefined)?.principal;
  if (principal === undefined) throw credentialRequired();
  return principal;
}

/** Name and address of the person who is signed in; `undefined` for programs. */
export const personOf = (res: Response): Person | undefined => (res.locals.identity as Identity | undefined)?.person;

/** Who is calling an `open` route, if they say so by a credential that holds; what does not hold counts as none. */
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

/** The address that a request came from, IPv4 as such. Behind a proxy only what `TRUST_PROXY` lets count. */
export const addressOf = (req: Request): string => String(req.res?.locals.address ?? '');

export const actorOf = (res: Response): Actor => ({
  ...principalOf(res),
  ip: addressOf(res.req),
  traceId: traceIdOf(traceparentOf(res)),
});
