import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Everything a page uses is a file of this service; nothing inline runs or styles, nobody frames it, no form leaves it. */
export const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
} as const satisfies Record<string, readonly string[]>;

export const securityHeaders: RequestHandler = helmet({
  strictTransportSecurity: false, // TLS ends in front of the service, and so does its header
  contentSecurityPolicy: {
    useDefaults: false,
    directives: Object.fromEntries(
      Object.entries(CONTENT_SECURITY_POLICY).map(([name, values]) => [name, [...values]]),
    ),
  },
  // Without a referrer of its own site, a browser sends `Origin: null` with a form, which no check could tell from another site's.
  referrerPolicy: { policy: 'same-origin' },
});
