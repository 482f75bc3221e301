import express, { type RequestHandler } from 'express';
import { HttpError } from '../errors/errors.ts';

const LIMIT = '64kb';

const requireJson: RequestHandler = (req, _res, next) => {
  // Nothing is of no type: whether there must be something, the route says.
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

/** Reads a JSON body of 64 KB at most. */
export const jsonBody: readonly RequestHandler[] = [requireJson, express.json({ limit: LIMIT, strict: false })];

/** Reads a JSON body as the bytes that were sent: a signature is over these. */
export const signedBody: readonly RequestHandler[] = [
  requireJson,
  express.raw({ limit: LIMIT, type: 'application/json' }),
];
