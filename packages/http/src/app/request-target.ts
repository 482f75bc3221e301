import type { RequestHandler } from 'express';
import { HttpError } from '../errors/errors.ts';
import { unknownAddress } from './error-handler.ts';

/*
 * A load balancer matches the path and host as sent, a router matches its own reading of them. To keep both the same,
 * only one spelling of each is accepted. tests/doors tries the others.
 */

const HOST = /^(?:[a-z0-9](?:[\w.-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Refuses a request that names no host, two hosts, or an impossible one: a proxy in front may have read another. */
export const requireOneHost: RequestHandler = (req, _res, next) => {
  const hosts = req.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length;
  if (hosts === 1 && HOST.test(req.headers.host ?? '')) return next();
  next(new HttpError(400, 'bad-host', 'Host 헤더가 올바르지 않습니다 / the request must name one host'));
};

/**
 * Refuses a URL that is not in its normal form (RFC 3986, 6.2.2): with dot segments, empty segments, needless
 * percent-encoding, encoded slashes or control characters, or characters that no path may contain. To us there is
 * nothing at such a URL. A target that names its own host (`GET http://…`) is refused as well: only a proxy receives
 * those.
 */
export const requireNormalPath: RequestHandler = (req, _res, next) => {
  if (!req.url.startsWith('/'))
    return next(new HttpError(400, 'bad-target', '요청 주소는 /로 시작해야 합니다 / the target must be a path'));
  next(isNormal(req.url) ? undefined : unknownAddress());
};

/** What a path may contain (RFC 3986, 3.3), including whole escapes. */
const PATH = /^(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})+$/i;
const DOT_SEGMENT = /\/\.{1,2}(?=\/|$)/;
/** Escapes of letters, digits and `-._~`, of both kinds of slashes, and of control characters. */
const NEEDLESS_ESCAPE = /%(?:[01][0-9a-f]|2[def]|3[0-9]|4[1-9a-f]|5[0-9acf]|6[1-9a-f]|7[0-9aef])/i;

function isNormal(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return (
    PATH.test(path) &&
    !path.includes('//') &&
    !DOT_SEGMENT.test(path) &&
    !NEEDLESS_ESCAPE.test(path) &&
    !target.includes('#')
  );
}
