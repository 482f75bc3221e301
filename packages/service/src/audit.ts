import type { Request, Response } from 'express';
import { inTransaction, type Pool, type Transaction } from './database.ts';
import { HttpError } from './errors.ts';
import type { Logger } from './logging.ts';
import { type Actor, addressOf, type Identity } from './principal.ts';
import { traceparentOf } from './request-context.ts';
import { type AuditEntry, insertAudit } from './tables/audit.ts';
import { traceIdOf } from './trace.ts';

/** What was done, for the audit of one service. */
export interface Deed {
  readonly action: string;
  readonly requestId?: string | undefined;
  readonly subject?: string | undefined;
  /** Why it was refused; left out for what was done. */
  readonly refused?: string | undefined;
  /** Whose account it was, where nobody is signed in yet. */
  readonly account?: { readonly id: string; readonly role: string } | undefined;
}

/** Notes who did what; what belongs to a command stands in the command's own transaction. */
export interface Audit {
  /** For what cannot be taken back, and for refusals. Never rejects; a deed that could not be noted is logged. */
  note(res: Response, deed: Deed): Promise<void>;
  /** In the transaction that does it: neither is there without the other. */
  noteIn(tx: Transaction, res: Response, deed: Deed): Promise<void>;
  /**
   * For what no transaction can hold: noted first, done then, and noted again by {@link note} should it fail.
   * @throws HttpError 503 `unavailable` when it cannot be noted: it must not be done then
   */
  noteFirst(res: Response, deed: Deed): Promise<void>;
}

/** The entry of a command, for its own transaction. */
export const auditOfCommand = (actor: Actor, action: string, requestId: string, at: Date): AuditEntry => ({
  at,
  actor_kind: actor.kind,
  actor_id: actor.id,
  role: actor.role,
  action,
  request_id: requestId,
  subject: null,
  outcome: 'done',
  code: null,
  ip: actor.ip,
  trace_id: actor.traceId,
});

export function createAudit(pool: Pool, logger: Logger): Audit {
  /** @returns whether it is noted */
  const insert = async (res: Response, deed: Deed): Promise<boolean> => {
    const entry = entryOf(res.req, res, deed);
    try {
      await inTransaction(pool, (tx) => insertAudit(tx, entry));
      return true;
    } catch (error) {
      const { action, actor_id, outcome, trace_id } = entry;
      logger.warn({ err: error, action, actor: actor_id, outcome, trace: trace_id }, 'a deed could not be noted');
      return false;
    }
  };
  return {
    async note(res, deed) {
      await insert(res, deed);
    },
    noteIn: (tx, res, deed) => insertAudit(tx, entryOf(res.req, res, deed)),
    async noteFirst(res, deed) {
      if (await insert(res, deed)) return;
      throw new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
    },
  };
}

function entryOf(req: Request, res: Response, deed: Deed): AuditEntry {
  const principal = (res.locals.identity as Identity | undefined)?.principal;
  return {
    at: new Date(),
    actor_kind: principal?.kind ?? (deed.account === undefined ? 'none' : 'person'),
    actor_id: principal?.id ?? deed.account?.id ?? '',
    role: principal?.role ?? deed.account?.role ?? '',
    action: deed.action,
    request_id: deed.requestId ?? null,
    subject: deed.subject ?? null,
    outcome: deed.refused === undefined ? 'done' : 'refused',
    code: deed.refused ?? null,
    ip: addressOf(req),
    trace_id: traceIdOf(traceparentOf(res)),
  };
}
