import type { Response } from 'express';
import type { Identity } from '../access/principal.ts';
import type { Audit } from '../audit/audit.ts';
import type { HttpError } from './errors.ts';

/** What is being attempted, for the audit if it is refused. */
export interface Attempt {
  readonly action: string;
  readonly requestId?: string | undefined;
}

/** Called by a handler once it knows what is being asked. */
export const attempting = (res: Response, attempt: Attempt): void => {
  res.locals.attempt = attempt;
};

/** The refusals worth recording: what belongs to others, and what a limit blocks. */
const NOTED = new Set([403, 429]);

/** Records forbidden attempts, and refused commands of known callers; the audit bounds how many. */
export function noteRefusal(audit: Audit, res: Response, error: HttpError): void {
  const attempt = res.locals.attempt as Attempt | undefined;
  const isKnown = (res.locals.identity as Identity | undefined) !== undefined;
  if (!NOTED.has(error.status) && !(attempt !== undefined && isKnown && error.status < 500)) return;
  void audit.note(res, { action: 'call', ...attempt, refused: error.code });
}
