import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Audit } from '../audit/audit.ts';
import { HttpError, problemOf } from '../errors/errors.ts';
import { noteRefusal } from '../errors/refusals.ts';
import { TooOftenError } from '../limits/too-often.ts';
import { MAINTENANCE, MAINTENANCE_RETRY_AFTER } from '../maintenance/maintenance.ts';
import type { Logger } from '../server/logging.ts';
import { traceIdOf } from '../server/trace.ts';
import { traceparentOf } from './request-context.ts';
import type { Route } from './route.ts';
import { type SitePages, wantsPage } from './site-pages.ts';

/** Errors of Express' body parser, by their `type`. */
const PARSER_ERRORS: Record<string, HttpError> = {
  'entity.parse.failed': new HttpError(400, 'malformed-json', 'JSON 형식이 아닙니다 / the body is not JSON'),
  'entity.too.large': new HttpError(413, 'body-too-large', '본문이 64 KB를 넘습니다 / the body is over 64 KB'),
  'encoding.unsupported': new HttpError(
    415,
    'unsupported-encoding',
    '지원하지 않는 압축입니다 / the content encoding is not supported',
  ),
  'charset.unsupported': new HttpError(
    415,
    'unsupported-media-type',
    'UTF-8 JSON이어야 합니다 / the body must be JSON in UTF-8',
  ),
  'request.aborted': new HttpError(400, 'request-aborted', '요청이 중단되었습니다 / the request was aborted'),
  'request.size.invalid': new HttpError(400, 'request-aborted', '요청이 중단되었습니다 / the request was aborted'),
};

const UNAVAILABLE = new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
const INTERNAL = new HttpError(500, 'internal-error', '처리 중 오류가 발생했습니다 / something went wrong on our side');

/** The database or AWS is unavailable. Nothing is lost, and the caller should come back later. */
const AWAY =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|PROTOCOL_CONNECTION_LOST|ER_SERVER_SHUTDOWN|ER_CON_COUNT_ERROR|ER_LOCK_DEADLOCK|ER_LOCK_WAIT_TIMEOUT|ER_OPTION_PREVENTS_STATEMENT|ER_READ_ONLY_MODE|ER_DISK_FULL|ER_RECORD_FILE_FULL|ER_NO_SUCH_TABLE|ER_CONNECTION_KILLED|ER_QUERY_INTERRUPTED)$/;

/**
 * The only place that answers errors. Errors not meant for the caller are logged and answered without their message.
 */
export function answerErrors(logger: Logger, pages?: SitePages, audit?: Audit): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const shown = shownError(error);
    if (shown.code === MAINTENANCE) res.setHeader('Retry-After', String(MAINTENANCE_RETRY_AFTER));
    else if (shown.status >= 500) {
      logger.error({ err: error, trace: traceIdOf(traceparentOf(res)) }, 'a request failed');
      if (shown.status === 503) res.setHeader('Retry-After', '5');
    }
    if (shown instanceof TooOftenError) res.setHeader('Retry-After', String(shown.retryAfter));
    if (audit !== undefined) noteRefusal(audit, res, shown);
    if (shown.status === 401) res.setHeader('WWW-Authenticate', 'Bearer');
    res.status(shown.status);
    if (pages !== undefined && (res.locals.page === true || wantsPage(req))) return pages.showError(req, res, shown);
    res.type('application/problem+json').send(JSON.stringify(problemOf(shown)));
  };
}

function shownError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (typeof error !== 'object' || error === null) return INTERNAL;
  const { type, status } = error as { type?: unknown; status?: unknown };
  const fromParser = typeof type === 'string' ? PARSER_ERRORS[type] : undefined;
  if (fromParser !== undefined) return fromParser;
  if (isAway(error)) return UNAVAILABLE;
  // Express' own refusals, such as a path with invalid percent-encoding.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpError(status, 'bad-request', '잘못된 요청입니다 / the request is not valid');
  }
  return INTERNAL;
}

function isAway(error: { name?: unknown; code?: unknown; fatal?: unknown }): boolean {
  const { name, code, fatal } = error;
  if (typeof code === 'string') return AWAY.test(code);
  // The AWS SDK's names for its time-outs, and mysql2's for a connection that has ended.
  return name === 'TimeoutError' || fatal === true;
}

export const unknownAddress = (): HttpError =>
  new HttpError(404, 'unknown-path', '없는 주소입니다 / there is nothing here');

/** 405 for a path that has another method, else 404. */
export function unknownPath(routes: readonly Route[]): RequestHandler {
  const patterns = routes.map(({ method, path }) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  }));
  return (req, res, next) => {
    const allowed = patterns.filter(({ pattern }) => pattern.test(req.path)).map(({ method }) => method);
    if (allowed.length === 0) return next(unknownAddress());
    res.setHeader('Allow', allowed.join(', '));
    return next(new HttpError(405, 'method-not-allowed', '허용되지 않는 방식입니다 / the method is not allowed here'));
  };
}
