import { isIP } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../server/logging.ts';
import type { Metrics } from '../server/metrics.ts';
import { traceIdOf, traceparentFrom } from '../server/trace.ts';

/**
 * Gives every request a W3C trace context: the caller's, continued, or a new one. The answer returns it in
 * `traceparent`.
 */
export const traceRequest: RequestHandler = (req, res, next) => {
  const traceparent = traceparentFrom(req.header('traceparent'));
  res.locals.traceparent = traceparent;
  // Saved, because a closed connection no longer has it.
  res.locals.address = addressFrom(req.ip) ?? addressFrom(req.socket.remoteAddress) ?? '';
  res.setHeader('traceparent', traceparent);
  next();
};

/**
 * A proxy may forward anything that a caller put into its header: what is not an address must not get into the audit.
 */
function addressFrom(given = ''): string | undefined {
  // Without its zone (`fe80::1%eth0`), which may be any text.
  const address = given.replace(/^::ffff:/, '').replace(/%.*$/s, '');
  return isIP(address) === 0 ? undefined : address;
}

export const traceparentOf = (res: Response): string => String(res.locals.traceparent);

/** One line per request, with the route's pattern instead of the path: paths and queries may contain personal data. */
export function accessLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (req, res, next) => {
    const started = process.hrtime.bigint();
    res.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = routeOf(req);
      metrics.httpSeconds.observe({ method: req.method, route, status: String(res.statusCode) }, seconds);
      const line = {
        method: req.method,
        route,
        status: res.statusCode,
        ms: Math.round(seconds * 1e4) / 10,
        trace: traceIdOf(traceparentOf(res)),
      };
      if (QUIET.has(route) && res.statusCode < 400) logger.debug(line, 'request');
      else logger.info(line, 'request');
    });
    next();
  };
}

/** Polled every few seconds by machines; only failures are interesting. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

const routeOf = (req: Request): string => {
  const route: unknown = req.route;
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string')
    return req.baseUrl + route.path;
  return req.baseUrl.startsWith('/docs') ? '/docs' : 'unmatched';
};
