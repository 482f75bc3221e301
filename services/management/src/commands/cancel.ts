import { type Command, move, STATUS } from '@enterwait/domain/protocol';
import type { Actor } from '@enterwait/http/access';
import { auditOfCommand } from '@enterwait/http/audit';
import { RefusedError } from '@enterwait/http/errors';
import type { Limit } from '@enterwait/ledger/commands';
import type { LedgerTables, Store } from '@enterwait/ledger/tables';
import { v7 as uuidv7 } from 'uuid';
import type { ApplicationTable } from '../application-table.ts';

/** A stored cancel that will be judged. */
interface AcceptedCancel {
  readonly request_id: string;
  readonly event_id: string;
  readonly type: 'Cancel';
  readonly status: typeof STATUS.cancelled;
  readonly version: number;
}

/** What accompanies a cancel. */
export interface CancelRequest {
  readonly traceparent: string;
  /** Absent if the requester is neither a person nor a program. */
  readonly actor?: Actor | undefined;
  /** The reason, which the parent reads. */
  readonly note?: string | undefined;
  /** The round that the operator saw; if absent, the current one. */
  readonly round?: number | undefined;
}

export interface Canceller {
  /**
   * Cancels on behalf of a parent: command, message and audit entry are one transaction of this system's database.
   * @throws RefusedError 404 `no-application`, 409 `already-rejected`, `already-cancelled`, `other-round`;
   * TooOftenError
   */
  cancel(requestId: string, request: CancelRequest): Promise<AcceptedCancel>;
}

/** The tables that an operator's command needs. */
export type CommandTables = Pick<LedgerTables, 'insertCommand' | 'insertOutbox' | 'insertAudit'>;

export interface CancellerParts<Tables extends CommandTables> {
  readonly table: Pick<ApplicationTable, 'state'>;
  readonly store: Store<Tables>;
  /** Runs in the cancel's transaction. @throws TooOftenError when the operator has reached a limit */
  readonly limit?: Limit<Tables>;
  /** Called after a commit. */
  readonly onOutbox: () => void;
  readonly clock?: () => Date;
}

export const createCanceller = <Tables extends CommandTables>({
  table,
  store,
  limit = async () => {},
  onOutbox,
  clock = () => new Date(),
}: CancellerParts<Tables>): Canceller => ({
  async cancel(requestId, { traceparent, actor, note, round: seen }) {
    const state = await table.state(requestId);
    if (state !== undefined && seen !== undefined && state.round !== undefined && seen !== state.round)
      throw new RefusedError('other-round');
    const next = move(state?.status ?? null, 'Cancel', 'management');
    if (!next.legal) throw new RefusedError(next.reason);
    if (state?.application == null) throw new RefusedError('no-application');
    const now = clock();
    const round = seen ?? state.round;
    const command: Command = {
      event_id: uuidv7(),
      request_id: requestId,
      type: 'Cancel',
      origin: 'management',
      occurred_at: now.toISOString(),
      traceparent,
      ...(note === undefined ? {} : { note }),
      ...(round === undefined ? {} : { round }),
      application: state.application,
    };
    await store.transaction(async (tables) => {
      if (actor !== undefined) await limit(tables, { type: command.type, actor, application: command.application });
      await tables.insertCommand(command);
      await tables.insertOutbox(command, now);
      if (actor !== undefined) await tables.insertAudit(auditOfCommand(actor, 'Cancel', requestId, now));
    });
    onOutbox();
    const { event_id } = command;
    return { request_id: requestId, event_id, type: 'Cancel', status: STATUS.cancelled, version: state.version };
  },
});
