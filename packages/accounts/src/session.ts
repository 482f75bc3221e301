import { type Authenticate, HttpError, type Identity, type Role } from '@enterwait/service';
import { APIError } from 'better-auth/api';
import type { Auth, PersonRecord } from './auth.ts';

/** Who is signed in by the cookie of this service; a session that is over counts as none. */
export const createSession =
  (auth: Auth, service: string, role: Role): Authenticate =>
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
    return response === null ? undefined : identityOf(response.user as unknown as PersonRecord, role);
  };

/** Nobody whose role is not of this service gets in, whatever the table says. */
export function identityOf(person: PersonRecord, role: Role): Identity | undefined {
  if (person.role !== role) return undefined;
  return {
    principal: {
      kind: 'person',
      id: person.id,
      role: person.role,
      ...(person.waitlistUserId ? { userId: person.waitlistUserId } : {}),
      ...(person.nurseryId ? { nurseryId: person.nurseryId } : {}),
    },
    person: { name: person.name, email: person.email },
  };
}
