import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace context of a request: the caller's trace continued with a new span, or a new trace. */
export function traceparentFrom(header: string | undefined): string {
  const span = randomBytes(8).toString('hex');
  if (header !== undefined && TRACEPARENT.test(header)) return `${header.slice(0, 36)}${span}${header.slice(52)}`;
  return `00-${randomBytes(16).toString('hex')}-${span}-01`;
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
