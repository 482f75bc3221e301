import { addressOf } from '@enterwait/http/access';
import { HttpError } from '@enterwait/http/errors';
import { within } from '@enterwait/http/server';
import type { Request, Response } from 'express';
import { ADDRESS_HEADER, AUTH_PATH } from './auth.ts';

/** better-auth's answer to a form. */
export interface AuthAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly cookies: readonly string[];
  /** Seconds until the next try is allowed; set with 429. */
  readonly retryAfter: number | undefined;
}

interface Handler {
  readonly handler: (request: globalThis.Request) => Promise<globalThis.Response>;
}

interface PostOptions {
  /** The cookies to send; if absent, the visitor's. */
  readonly cookie?: string;
}

export interface AuthCalls {
  /** Posts to better-auth in this process, so that its checks and limits apply. @throws HttpError 503 when it fails or takes too long */
  post(req: Request, path: string, body: Record<string, unknown>, options?: PostOptions): Promise<AuthAnswer>;
  /** Forwards a visitor's own request unchanged, and returns the answer. */
  forward(req: Request, res: Response): Promise<AuthAnswer & { readonly location: string | undefined }>;
}

const unavailable = (): HttpError =>
  new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');

/** The person signing in is waiting, and better-auth requests tokens from the provider without a timeout of its own. */
const TIMEOUT_MS = 10_000;

export function createAuthCalls(auth: Handler, publicUrl: string, timeoutMs = TIMEOUT_MS): AuthCalls {
  // The guard before this has compared the browser's origin with the requested host.
  const origin = new URL(publicUrl).origin;

  const headersOf = (req: Request): Headers => {
    const headers = new Headers({ origin, [ADDRESS_HEADER]: addressOf(req) });
    for (const name of ['cookie', 'user-agent']) {
      const value = req.header(name);
      if (value !== undefined) headers.set(name, value.slice(0, 8192));
    }
    return headers;
  };

  const answerTo = async (request: globalThis.Request) => {
    const response = await auth.handler(request);
    return { response, text: await response.text() };
  };

  const send = async (request: globalThis.Request) => {
    const { response, text } = await within('signing in', timeoutMs, answerTo(request)).catch(() => {
      throw unavailable();
    });
    if (response.status >= 500) throw unavailable();
    const retryAfter = Number(response.headers.get('x-retry-after'));
    return {
      status: response.status,
      json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
      cookies: response.headers.getSetCookie(),
      retryAfter: response.status === 429 ? Math.max(1, retryAfter) : undefined,
      location: response.headers.get('location') ?? undefined,
    };
  };

  return {
    post(req, path, body, { cookie } = {}) {
      const headers = headersOf(req);
      if (cookie !== undefined) headers.set('cookie', cookie);
      headers.set('content-type', 'application/json');
      return send(
        new globalThis.Request(`${publicUrl}${AUTH_PATH}${path}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        }),
      );
    },
    forward: (req) =>
      send(new globalThis.Request(new URL(req.originalUrl, publicUrl), { method: 'GET', headers: headersOf(req) })),
  };
}

/** Passes an answer's cookies on to the browser. */
export const passCookies = (res: Response, { cookies }: Pick<AuthAnswer, 'cookies'>): void => {
  for (const cookie of cookies) res.append('Set-Cookie', cookie);
};
