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
  /** Why it was refused; absent if it was done. */
  readonly refused?: string | undefined;
  /** Whose account it was, if nobody is signed in yet. */
  readonly account?: { readonly id: string; readonly role: string } | undefined;
}

/** Records who did what. The entry of a command belongs to the command's own transaction. */
export interface Audit {
  /**
   * For irreversible actions, and for refusals: of these the first of its kind in a minute, and only some if one caller
   * has very many. Never rejects; an event that could not be recorded is logged.
   */
  note(res: Response, event: AuditEvent): Promise<void>;
  /** In the transaction of the action itself: neither exists without the other. */
  noteIn(tx: Transaction, res: Response, event: AuditEvent): Promise<void>;
  /**
   * For actions that no transaction can include: recorded before the action, and again by {@link note} if it fails.
   * @throws HttpError 503 `unavailable` when it cannot be recorded: the action must not happen then
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

/** Limits that keep refusals from filling the table; if absent, each one is recorded. */
export interface RefusalBounds {
  readonly limits: Pick<NamedLimits, 'countIn' | 'isKnownRefused'>;
  readonly metrics: Pick<Metrics, 'refusals'>;
}

export function createAudit(pool: Pool, logger: Logger, bounds?: RefusalBounds): Audit {
  /** The kind of a refusal: the first of each kind is recorded. */
  function kindOf(res: Response, entry: AuditEntry): string {
    // For an unknown caller, each application would be another guess.
    const which = isKnown(res) ? [entry.request_id, entry.subject] : [];
    return [entry.action, entry.actor_kind, entry.actor_id, networkOf(entry.ip), entry.code, ...which].join(' ');
  }

  /** All processes together allow one per minute and kind, and a bounded number per caller. */
  async function isWorthNoting(tx: Transaction, res: Response, entry: AuditEntry): Promise<boolean> {
    if (bounds === undefined || entry.outcome === 'done') return true;
    const { limits } = bounds;
    if (!(await limits.countIn(tx, 'refusal-noted', kindOf(res, entry))).allowed) return false;
    // One account tried from everywhere, or one address that tries every account.
    const whose = [isKnown(res) ? '' : networkOf(entry.ip), entry.actor_id].filter((one) => one !== '');
    for (const one of whose) if (!(await limits.countIn(tx, 'refusals-noted', one)).allowed) return false;
    return true;
  }

  /** @returns whether it was recorded, or need not be */
  const insert = async (res: Response, event: AuditEvent): Promise<boolean> => {
    const entry = entryOf(res.req, res, event);
    if (event.refused !== undefined) {
      bounds?.metrics.refusals.inc({ action: event.action, code: event.refused });
      // A caller who keeps going costs no transaction.
      if (bounds?.limits.isKnownRefused('refusal-noted', kindOf(res, entry)) === true) return true;
    }
    try {
      await inTransaction(pool, async (tx) => {
        if (await isWorthNoting(tx, res, entry)) await insertAudit(tx, entry);
      });
      return true;
    } catch (error) {
      const { action, actor_id, outcome, trace_id } = entry;
      logger.warn({ err: error, action, actor: actor_id, outcome, trace: trace_id }, 'audit event not recorded');
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
