import express, { type RequestHandler } from 'express';
import { HttpError } from '../errors/errors.ts';

const LIMIT = '64kb';

const requireJson: RequestHandler = (req, _res, next) => {
  // An empty body has no type; the route decides whether it needs one.
  const isNothing = req.headers['content-length'] === '0' && req.headers['content-type'] === undefined;
  if (isNothing || req.is('application/json') !== false) return next();
  next(
    new HttpError(
      415,
      'unsupported-media-type',
      '본문은 application/json이어야 합니다 / the body must be application/json',
    ),
  );
};

/** Reads a JSON body of at most 64 KB. */
export const jsonBody: readonly RequestHandler[] = [requireJson, express.json({ limit: LIMIT, strict: false })];

/** Reads a JSON body as raw bytes, which a signature is computed over. */
export const signedBody: readonly RequestHandler[] = [
  requireJson,
  express.raw({ limit: LIMIT, type: 'application/json' }),
];
