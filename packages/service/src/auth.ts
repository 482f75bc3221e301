import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { HttpError, unauthorized } from './errors.ts';

/** Lets a request pass that carries `Authorization: Bearer <token>`: 401 without one, 403 with a wrong one. */
export function requireToken(token: string): RequestHandler {
  const expected = digest(token);
  return (req, _res, next) => {
    const given = /^Bearer +(\S+)$/i.exec(req.header('authorization') ?? '')?.[1];
    if (given === undefined)
      return next(unauthorized('token-required', '관리자 토큰이 필요합니다 / an admin token is required'));
    if (!timingSafeEqual(digest(given), expected)) {
      return next(new HttpError(403, 'token-invalid', '관리자 토큰이 맞지 않습니다 / the admin token is not right'));
    }
    next();
  };
}

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();
