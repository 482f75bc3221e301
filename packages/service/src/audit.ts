import type { Request, Response } from 'express';
import { inTransaction, type Pool } from './database.ts';
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

/** Notes who did what right after it was done; what belongs to a command stands in the command's own transaction instead. */
export interface Audit {
  /** Never rejects: what has been done is done. A deed that could not be noted is logged. */
  note(res: Response, deed: Deed): Promise<void>;
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
  return {
    async note(res, deed) {
      const entry = entryOf(res.req, res, deed);
      try {
        await inTransaction(pool, (tx) => insertAudit(tx, entry));
      } catch (error) {
        const { action, actor_id, outcome, trace_id } = entry;
        logger.warn({ err: error, action, actor: actor_id, outcome, trace: trace_id }, 'a deed could not be noted');
      }
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
