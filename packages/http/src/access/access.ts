import type { RequestHandler } from 'express';
import type { Access } from '../app/route.ts';
import { HttpError } from '../errors/errors.ts';
import { requireSameSite } from './cross-site.ts';
import { type Authenticate, credentialRequired, type Identity, type Role } from './principal.ts';

export const notAllowed = (): HttpError => new HttpError(403, 'not-allowed', '권한이 없습니다 / you may not do this');

export const notYours = (): HttpError =>
  new HttpError(403, 'not-yours', '다른 사람이나 다른 어린이집의 것입니다 / this belongs to somebody else');

/** The handlers in front of a route. `page`: it answers people with pages, including errors. */
export function guardsOf(access: Access, page: boolean, authenticate: Authenticate): readonly RequestHandler[] {
  const mark: RequestHandler = (_req, res, next) => {
    res.locals.page = page;
    res.locals.authenticate = authenticate;
    next();
  };
  if (access === 'signed') return [mark];
  if (access === 'open') return page ? [mark, requireSameSite] : [mark];
  return [mark, identify(authenticate), requireSameSite, requireRole(access)];
}

const identify =
  (authenticate: Authenticate): RequestHandler =>
  async (req, res, next) => {
    const identity = await authenticate(req, res);
    if (identity === undefined) throw credentialRequired();
    res.locals.identity = identity;
    next();
  };

const requireRole =
  (roles: readonly Role[]): RequestHandler =>
  (_req, res, next) => {
    const { principal } = res.locals.identity as Identity;
    next(roles.includes(principal.role) ? undefined : notAllowed());
  };
