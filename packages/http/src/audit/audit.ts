import type { Request, Response } from 'express';
import { type Actor, addressOf, type Identity } from '../access/principal.ts';
import { traceparentOf } from '../app/request-context.ts';
import { inTransaction, type Pool, type Transaction } from '../database/database.ts';
import { HttpError } from '../errors/errors.ts';
import type { NamedLimits } from '../limits/limits.ts';
import { networkOf } from '../limits/network.ts';
import type { Logger } from '../server/logging.ts';
import type { Metrics } from '../server/metrics.ts';
import { traceIdOf } from '../server/trace.ts';
import { type AuditEntry, insertAudit } from './table.ts';

/** What was done, for the audit of one service. */
export interface AuditEvent {
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
  /**
   * For what cannot be taken back, and for refusals: of these the first of its kind in a minute, and not all of a caller who has very many.
   * Never rejects; a event that could not be noted is logged.
   */
  note(res: Response, event: AuditEvent): Promise<void>;
  /** In the transaction that does it: neither is there without the other. */
  noteIn(tx: Transaction, res: Response, event: AuditEvent): Promise<void>;
  /**
   * For what no transaction can hold: noted first, done then, and noted again by {@link note} should it fail.
   * @throws HttpError 503 `unavailable` when it cannot be noted: it must not be done then
   */
  noteFirst(res: Response, event: AuditEvent): Promise<void>;
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

/** How refusals are kept from filling the table; left out, each is noted. */
export interface RefusalBounds {
  readonly limits: Pick<NamedLimits, 'countIn' | 'isKnownRefused'>;
  readonly metrics: Pick<Metrics, 'refusals'>;
}

export function createAudit(pool: Pool, logger: Logger, bounds?: RefusalBounds): Audit {
  /** What kind of refusal it is: the first of each is noted. */
  function kindOf(res: Response, entry: AuditEntry): string {
    // Of whoever is not known, each application would be another guess.
    const which = isKnown(res) ? [entry.request_id, entry.subject] : [];
    return [entry.action, entry.actor_kind, entry.actor_id, networkOf(entry.ip), entry.code, ...which].join(' ');
  }

  /** Any number of processes together say yes once a minute, and not all too often about one caller. */
  async function isWorthNoting(tx: Transaction, res: Response, entry: AuditEntry): Promise<boolean> {
    if (bounds === undefined || entry.outcome === 'done') return true;
    const { limits } = bounds;
    if (!(await limits.countIn(tx, 'refusal-noted', kindOf(res, entry))).allowed) return false;
    // An account that is tried from everywhere, an address that tries every account.
    const whose = [isKnown(res) ? '' : networkOf(entry.ip), entry.actor_id].filter((one) => one !== '');
    for (const one of whose) if (!(await limits.countIn(tx, 'refusals-noted', one)).allowed) return false;
    return true;
  }

  /** @returns whether it is noted, or need not be */
  const insert = async (res: Response, event: AuditEvent): Promise<boolean> => {
    const entry = entryOf(res.req, res, event);
    if (event.refused !== undefined) {
      bounds?.metrics.refusals.inc({ action: event.action, code: event.refused });
      // Whoever goes on and on costs no transaction.
      if (bounds?.limits.isKnownRefused('refusal-noted', kindOf(res, entry)) === true) return true;
    }
    try {
      await inTransaction(pool, async (tx) => {
        if (await isWorthNoting(tx, res, entry)) await insertAudit(tx, entry);
      });
      return true;
    } catch (error) {
      const { action, actor_id, outcome, trace_id } = entry;
      logger.warn({ err: error, action, actor: actor_id, outcome, trace: trace_id }, 'a deed could not be noted');
      return false;
    }
  };
  return {
    async note(res, event) {
      await insert(res, event);
    },
    noteIn: (tx, res, event) => insertAudit(tx, entryOf(res.req, res, event)),
    async noteFirst(res, event) {
      if (await insert(res, event)) return;
      throw new HttpError(503, 'unavailable', '잠시 후 다시 시도해 주세요 / please try again in a moment');
    },
  };
}

const isKnown = (res: Response): boolean => res.locals.identity !== undefined;

function entryOf(req: Request, res: Response, event: AuditEvent): AuditEntry {
  const principal = (res.locals.identity as Identity | undefined)?.principal;
  return {
    at: new Date(),
    actor_kind: principal?.kind ?? (event.account === undefined ? 'none' : 'person'),
    actor_id: principal?.id ?? event.account?.id ?? '',
    role: principal?.role ?? event.account?.role ?? '',
    action: event.action,
    request_id: event.requestId ?? null,
    subject: event.subject ?? null,
    outcome: event.refused === undefined ? 'done' : 'refused',
    code: event.refused ?? null,
    ip: addressOf(req),
    trace_id: traceIdOf(traceparentOf(res)),
  };
}
