import type { Authenticate, Identity, Role } from '@enterwait/http/access';
import { HttpError } from '@enterwait/http/errors';
import { isLiveRequest } from '@enterwait/pages/site';
import { APIError } from 'better-auth/api';
import type { Request, Response } from 'express';
import type { Auth, PersonRecord, SessionRecord } from './auth.ts';
import type { IdleTimeout } from './idle-timeout.ts';

export interface SessionOptions {
  readonly auth: Auth;
  readonly service: string;
  readonly role: Role;
  /** When unused sessions end; absent for parents. */
  readonly idleTimeout?: IdleTimeout | undefined;
  /** @throws HttpError for a person who must do something else first */
  readonly admit?: ((req: Request, person: PersonRecord, session: SessionRecord) => Promise<void>) | undefined;
}

/** Identifies the person by this service's cookie; an expired session counts as none. */
export const createSession =
  ({ auth, service, role, idleTimeout, admit }: SessionOptions): Authenticate =>
  async (req, res) => {
    const cookie = req.header('cookie');
    // Most programs and visitors have no cookie, so the database is not asked.
    if (cookie === undefined || !cookie.includes(`${service}.session_token=`)) return undefined;
    const { headers, response } = await auth.api
      .getSession({ headers: new Headers({ cookie }), returnHeaders: true })
      .catch((error: unknown) => {
        if (error instanceof APIError && error.statusCode < 500) return { headers: new Headers(), response: null };
        throw new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
      });
    // A continued session gets a later expiry now and then.
    for (const line of headers?.getSetCookie() ?? []) res.append('Set-Cookie', line);
    if (response === null) return over(res);
    const person = response.user as unknown as PersonRecord;
    const session = response.session as unknown as SessionRecord;
    if (idleTimeout?.isOver(session)) {
      await idleTimeout.end(session);
      return over(res);
    }
    const identity = identityOf(person, role);
    if (identity === undefined) return undefined;
    await admit?.(req, person, session);
    if (!isLiveRequest(req)) await idleTimeout?.note(session);
    return identity;
  };

/** Lets the sign-in page explain why it is shown. */
function over(res: Response): undefined {
  res.locals.sessionIsOver = true;
}

/** Whether this visitor was signed in before. */
export const sessionIsOver = (res: Response): boolean => res.locals.sessionIsOver === true;

/** Admits only people with a role of this service, whatever the table says. */
export function identityOf(person: PersonRecord, role: Role): Identity | undefined {
  if (person.role !== role) return undefined;
  return {
    principal: {
      kind: 'person',
      id: person.id,
      role: person.role,
      emailVerified: Boolean(person.emailVerified),
      ...(person.waitlistUserId ? { userId: person.waitlistUserId } : {}),
      ...(person.nurseryId ? { nurseryId: person.nurseryId } : {}),
    },
    person: { name: person.name, email: person.email },
  };
}
