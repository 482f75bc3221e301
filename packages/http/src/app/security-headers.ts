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

/** What no page of ours uses, and nothing that got into one shall. */
const FORBIDDEN_FEATURES = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'camera', 'display-capture', 'encrypted-media', 'fullscreen'],
  ...['geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'web-share', 'xr-spatial-tracking'],
] as const;
export const PERMISSIONS_POLICY = FORBIDDEN_FEATURES.map((feature) => `${feature}=()`).join(', ');

const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Headers of every answer. What is not said to be kept is kept by nobody: answers belong to whoever asked.
 * @param publicUrl where people reach the service: with https they never come by http again, nor to names below its own
 */
export function securityHeaders(publicUrl?: string): readonly RequestHandler[] {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return [
    helmet({
      // Below its own name (`x.enterwait.example`) is nothing of anybody else: a service has a name of its own.
      strictTransportSecurity: isHttps && { maxAge: YEAR_SECONDS, includeSubDomains: true },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: Object.fromEntries(
          Object.entries(CONTENT_SECURITY_POLICY).map(([name, values]) => [name, [...values]]),
        ),
      },
      // Without a referrer of its own site, a browser sends `Origin: null` with a form, which no check could tell from another site's.
      referrerPolicy: { policy: 'same-origin' },
    }),
    (_req, res, next) => {
      res.setHeader('Permissions-Policy', PERMISSIONS_POLICY);
      res.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}
