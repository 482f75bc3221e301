import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Everything a page uses is a file of this service; no inline scripts or styles, no framing, and no form posts
 * elsewhere.
 */
const CONTENT_SECURITY_POLICY = {
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

/** Features that none of our pages use, so injected content cannot use them either. */
const FORBIDDEN_FEATURES = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'camera', 'display-capture', 'encrypted-media', 'fullscreen'],
  ...['geolocation', 'gyroscope', 'hid', 'magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'web-share', 'xr-spatial-tracking'],
] as const;
export const PERMISSIONS_POLICY = FORBIDDEN_FEATURES.map((feature) => `${feature}=()`).join(', ');

const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * Headers of every answer. Caching is off unless an answer enables it, because answers belong to the caller.
 * @param publicUrl the service's public URL: with https, browsers stay on https for it and its subdomains
 */
export function securityHeaders(publicUrl?: string): readonly RequestHandler[] {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return [
    helmet({
      // Each service has its own host name, so its subdomains (`x.enterwait.example`) belong to nobody else.
      strictTransportSecurity: isHttps && { maxAge: YEAR_SECONDS, includeSubDomains: true },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: Object.fromEntries(
          Object.entries(CONTENT_SECURITY_POLICY).map(([name, values]) => [name, [...values]]),
        ),
      },
      // Without a referrer within its own site, a browser sends `Origin: null` with a form, which looks the same as
      // another site's.
      referrerPolicy: { policy: 'same-origin' },
    }),
    (_req, res, next) => {
      res.setHeader('Permissions-Policy', PERMISSIONS_POLICY);
      res.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}
