import type { Response } from 'express';
import type { Audit } from './audit.ts';
import type { HttpError } from './errors.ts';
import { addressOf, type Identity } from './principal.ts';

/** What is being tried, for the audit should it be refused. */
export interface Attempt {
  readonly action: string;
  readonly requestId?: string | undefined;
}

/** Set by a handler once it knows what is asked of it. */
export const attempting = (res: Response, attempt: Attempt): void => {
  res.locals.attempt = attempt;
};

const FORBIDDEN = 403;
/** Callers without a name are noted once a minute by address: guessing keys must not fill the table. */
const EVERY_MS = 60_000;
const REMEMBERED = 10_000;
const lately = new Map<string, number>();

/** Notes what was forbidden, and what somebody known was refused of a command. */
export function noteRefusal(audit: Audit, res: Response, error: HttpError): void {
  const attempt = res.locals.attempt as Attempt | undefined;
  const isKnown = (res.locals.identity as Identity | undefined) !== undefined;
  const counts = error.status === FORBIDDEN || (attempt !== undefined && isKnown && error.status < 500);
  if (!counts || (!isKnown && wasNotedLately(addressOf(res.req)))) return;
  void audit.note(res, { action: 'call', ...attempt, refused: error.code });
}

function wasNotedLately(address: string): boolean {
  const now = Date.now();
  if ((lately.get(address) ?? 0) > now) return true;
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(address, now + EVERY_MS);
  return false;
}
