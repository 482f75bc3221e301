import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who signs in at the provider next, and what it says about them. */
interface ProviderPerson {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  person: ProviderPerson;
  /** Set this to forge the content or the signature of the next ID token, or to leave it out. */
  forge: { claims?: Record<string, unknown>; foreignKey?: boolean; withoutIdToken?: boolean };
  close(): Promise<void>;
}

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A small OpenID Connect provider: discovery, authorisation with PKCE, tokens, keys. Every visitor is `person`. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const key = newKey();
  const foreign = newKey();
  const kid = randomUUID();
  const codes = new Map<string, { challenge: string; nonce: string | null; redirectUri: string }>();
  const provider = {
    issuer: '',
    clientId: 'nursery',
    clientSecret: randomUUID(),
    person: { sub: '', email: '', email_verified: true, name: '' } as ProviderPerson,
    forge: {} as OidcProvider['forge'],
  };

  const idToken = (nonce: string | null): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: provider.issuer, aud: provider.clientId, iat: now, exp: now + 300, ...provider.person };
    const body = `${b64({ alg: 'RS256', kid, typ: 'JWT' })}.${b64({ ...claims, ...(nonce ? { nonce } : {}), ...provider.forge.claims })}`;
    const signer = provider.forge.foreignKey ? foreign.privateKey : key.privateKey;
    return `${body}.${sign('sha256', Buffer.from(body), signer).toString('base64url')}`;
  };

  const answer = async (req: IncomingMessage): Promise<{ status: number; json?: unknown; location?: string }> => {
    const url = new URL(req.url ?? '/', provider.issuer);
    if (url.pathname === '/.well-known/openid-configuration') {
      return {
        status: 200,
        json: {
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          userinfo_endpoint: `${provider.issuer}/userinfo`,
          jwks_uri: `${provider.issuer}/jwks`,
          id_token_signing_alg_values_supported: ['RS256'],
        },
      };
    }
    if (url.pathname === '/userinfo') return { status: 200, json: provider.person };
    if (url.pathname === '/jwks') {
      const jwk = key.publicKey.export({ format: 'jwk' });
      return { status: 200, json: { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] } };
    }
    if (url.pathname === '/authorize') {
      const redirectUri = url.searchParams.get('redirect_uri') ?? '';
      const code = randomUUID();
      codes.set(code, {
        challenge: url.searchParams.get('code_challenge') ?? '',
        nonce: url.searchParams.get('nonce'),
        redirectUri,
      });
      const back = new URL(redirectUri);
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      return { status: 302, location: back.href };
    }
    if (url.pathname === '/token' && req.method === 'POST') {
      const form = new URLSearchParams(await textOf(req));
      const basic = Buffer.from((req.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
      const secret = form.get('client_secret') ?? decodeURIComponent(basic.split(':')[1] ?? '');
      const asked = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (
        secret !== provider.clientSecret ||
        asked?.challenge !== challenge ||
        asked.redirectUri !== form.get('redirect_uri')
      )
        return { status: 400, json: { error: 'invalid_grant' } };
      return {
        status: 200,
        json: {
          access_token: randomUUID(),
          token_type: 'Bearer',
          expires_in: 300,
          ...(provider.forge.withoutIdToken ? {} : { id_token: idToken(asked.nonce) }),
        },
      };
    }
    return { status: 404, json: {} };
  };

  const server: Server = createServer((req, res) => {
    answer(req).then(
      ({ status, json, location }) => {
        res.writeHead(status, { 'content-type': 'application/json', ...(location ? { location } : {}) });
        res.end(JSON.stringify(json ?? {}));
      },
      () => res.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(provider, {
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
