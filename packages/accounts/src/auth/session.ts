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
  /** When sessions end that nobody uses; left out for parents. */
  readonly idleTimeout?: IdleTimeout | undefined;
  /** @throws HttpError for somebody who has to do something else first */
  readonly admit?: ((req: Request, person: PersonRecord, session: SessionRecord) => Promise<void>) | undefined;
}

/** Who is signed in by the cookie of this service; a session that is over counts as none. */
export const createSession =
  ({ auth, service, role, idleTimeout, admit }: SessionOptions): Authenticate =>
  async (req, res) => {
    const cookie = req.header('cookie');
    // Most programs and visitors have none: no reason to ask the database.
    if (cookie === undefined || !cookie.includes(`${service}.session_token=`)) return undefined;
    const { headers, response } = await auth.api
      .getSession({ headers: new Headers({ cookie }), returnHeaders: true })
      .catch((error: unknown) => {
        if (error instanceof APIError && error.statusCode < 500) return { headers: new Headers(), response: null };
        throw new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
      });
    // A session that goes on is given a later end now and then.
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

/** Lets the sign-in page say why it is there. */
function over(res: Response): undefined {
  res.locals.sessionIsOver = true;
}

/** Whether this visitor was signed in before. */
export const sessionIsOver = (res: Response): boolean => res.locals.sessionIsOver === true;

/** Nobody whose role is not of this service gets in, whatever the table says. */
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
