import type { Role } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { localPath, pageRoute, redirect } from '@enterwait/pages/site';
import { AUTH_PATH, type Auth, type PersonRecord } from '../../auth/auth.ts';
import { type AuthCalls, passCookies } from '../../auth/calls.ts';
import { OIDC_PROVIDER } from '../../auth/oidc.ts';

export interface OidcRouteOptions {
  readonly auth: Auth;
  readonly calls: AuthCalls;
  readonly audit: Audit;
  readonly role: Role;
}

const FAILED = '/sign-in?problem=oidc';

/**
 * Sign-in at an OpenID Connect provider. Starts with a link, because our pages' policy allows no form to lead to
 * another site.
 */
export const oidcRoutes = ({ auth, calls, audit, role }: OidcRouteOptions): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/sign-in/oidc',
    access: 'open',
    async handler(req, res) {
      const answer = await calls.post(req, '/sign-in/social', {
        provider: OIDC_PROVIDER,
        callbackURL: localPath(req.query.next),
        errorCallbackURL: FAILED,
        disableRedirect: true,
      });
      const { url } = answer.json;
      if (typeof url !== 'string') return redirect(res, FAILED);
      passCookies(res, answer);
      return redirect(res, url);
    },
  }),
  pageRoute({
    method: 'get',
    path: `${AUTH_PATH}/callback/${OIDC_PROVIDER}`,
    access: 'open',
    async handler(req, res) {
      const answer = await calls.forward(req, res);
      const person = await signedInPerson(auth, answer.cookies);
      const isOurs = person?.role === role;
      await audit.note(res, {
        action: 'sign-in-oidc',
        account: person,
        ...(isOurs ? {} : { refused: 'no-account' }),
      });
      if (!isOurs) return redirect(res, FAILED);
      passCookies(res, answer);
      return redirect(res, localPath(pathOf(answer.location)));
    },
  }),
];

/** The person whose session an answer starts. */
async function signedInPerson(auth: Auth, cookies: readonly string[]): Promise<PersonRecord | undefined> {
  const cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ');
  const found = await auth.api.getSession({ headers: new Headers({ cookie }) }).catch(() => null);
  return (found?.user as unknown as PersonRecord | undefined) ?? undefined;
}

/** better-auth may answer with an absolute URL of this service. */
function pathOf(location: string | undefined): string | undefined {
  if (location === undefined || location.startsWith('/')) return location;
  if (!URL.canParse(location)) return undefined;
  const { pathname, search } = new URL(location);
  return pathname + search;
}
