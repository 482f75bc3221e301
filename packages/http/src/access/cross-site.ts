import type { Request, RequestHandler } from 'express';
import { HttpError } from '../errors/errors.ts';
import type { Identity } from './principal.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that another site makes a visitor's browser send: a form posted from there would carry the session's
 * cookie. Programs pass, because no browser adds a key by itself.
 */
export const requireSameSite: RequestHandler = (req, res, next) => {
  const { principal } = (res.locals.identity as Identity | undefined) ?? {};
  const isProgram = principal !== undefined && principal.kind !== 'person';
  if (SAFE.has(req.method) || isProgram || isSameSite(req)) return next();
  next(
    new HttpError(
      403,
      'cross-site',
      '다른 사이트에서 보낸 요청입니다. 이 사이트의 화면에서 다시 해 주세요 / this was sent from another site: please use the pages of this one',
    ),
  );
};

/** Browsers report it in `Sec-Fetch-Site`; where they do not (plain HTTP on another machine), in `Origin`. */
function isSameSite(req: Request): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = req.header('origin');
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === req.header('host');
}
