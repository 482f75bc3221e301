import { genericOAuth } from 'better-auth/plugins';

/** Name of the provider in paths and in `person_credential`. */
export const OIDC_PROVIDER = 'oidc';

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** @throws Error when only some of the three variables are set */
export function oidcSettingsOf(config: {
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
}): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined)
    throw new Error('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three or none');
  return { issuer, clientId, clientSecret };
}

/** How far the provider's clock may be ahead of ours, and how old an ID token may be that was fetched for this sign-in; seconds. */
const CLOCK_SKEW = 60;
const MAX_AGE = 600;

interface IdTokenClaims {
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly azp?: unknown;
  readonly iat?: unknown;
}

/**
 * Who an ID token is about, whose signature, issuer, audience, end and nonce were verified before: it must have been issued
 * to this client (`azp`), just now (`iat`).
 * @param idToken undefined: the provider answered without one, and what it says beside is signed by nobody
 * @param now seconds
 * @throws Error when it is not a token for this sign-in
 */
export function subjectOf(idToken: string | undefined, clientId: string, now: number = Date.now() / 1000): string {
  const body = idToken?.split('.')[1];
  if (body === undefined) throw new Error('the provider answered without an ID token');
  const { sub, aud, azp, iat } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as IdTokenClaims;
  // With several audiences the party it was issued to must be named.
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId)
    throw new Error('the ID token was issued to another client');
  if (typeof iat !== 'number' || iat > now + CLOCK_SKEW || iat < now - MAX_AGE)
    throw new Error('the ID token was not issued for this sign-in');
  return sub;
}

/**
 * Sign-in at an OpenID Connect provider, with PKCE, a nonce and a verified ID token. Nobody gets an account by it: the address,
 * which the provider must have verified, is one that an administrator has entered.
 */
export const oidcPlugin = ({ issuer, clientId, clientSecret }: OidcSettings) =>
  genericOAuth({
    config: [
      {
        providerId: OIDC_PROVIDER,
        clientId,
        clientSecret,
        discoveryUrl: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        requireIdTokenVerification: true,
        accountSubject: ({ tokens }) => subjectOf(tokens.idToken, clientId),
        disableSignUp: true,
        overrideUserInfo: false,
      },
    ],
  });
