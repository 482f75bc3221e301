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

/**
 * How far the provider's clock may be ahead of ours, and how old an ID token fetched for this sign-in may be; seconds.
 */
const CLOCK_SKEW = 60;
const MAX_AGE = 600;

interface IdTokenClaims {
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly azp?: unknown;
  readonly iat?: unknown;
}

/**
 * The subject of an ID token whose signature, issuer, audience, expiry and nonce were already verified: it must have
 * been issued to this client (`azp`), just now (`iat`).
 * @param idToken undefined: the provider answered without one, and the rest of its answer is unsigned
 * @param now seconds
 * @throws Error when the token is not for this sign-in
 */
export function subjectOf(idToken: string | undefined, clientId: string, now: number = Date.now() / 1000): string {
  const body = idToken?.split('.')[1];
  if (body === undefined) throw new Error('the provider answered without an ID token');
  const { sub, aud, azp, iat } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as IdTokenClaims;
  // With several audiences, the authorised party must be named.
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId)
    throw new Error('the ID token was issued to another client');
  if (typeof iat !== 'number' || iat > now + CLOCK_SKEW || iat < now - MAX_AGE)
    throw new Error('the ID token was not issued for this sign-in');
  return sub;
}

/**
 * Sign-in at an OpenID Connect provider, with PKCE, a nonce and a verified ID token. It creates no accounts: the
 * address, which the provider must have verified, must be one that an administrator has added.
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
