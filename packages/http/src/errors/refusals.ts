import type { Response } from 'express';
import type { Identity } from '../access/principal.ts';
import type { Audit } from '../audit/audit.ts';
import type { HttpError } from './errors.ts';

/** What is being tried, for the audit should it be refused. */
export interface Attempt {
  readonly action: string;
  readonly requestId?: string | undefined;
}

/** Set by a handler once it knows what is asked of it. */
export const attempting = (res: Response, attempt: Attempt): void => {
  res.locals.attempt = attempt;
};

/** What the callers of a route are refused that is worth a line: what is not theirs, and what a limit holds back. */
const NOTED = new Set([403, 429]);

/** Notes what was forbidden, and what somebody known was refused of a command; the audit bounds how much of it. */
export function noteRefusal(audit: Audit, res: Response, error: HttpError): void {
  const attempt = res.locals.attempt as Attempt | undefined;
  const isKnown = (res.locals.identity as Identity | undefined) !== undefined;
  if (!NOTED.has(error.status) && !(attempt !== undefined && isKnown && error.status < 500)) return;
  void audit.note(res, { action: 'call', ...attempt, refused: error.code });
}
