import {
  type Application,
  type Command,
  type CommandType,
  type DeliveryFacts,
  move,
  type Origin,
  project,
  requestIdOf,
  type Status,
} from '@enterwait/domain';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction, type Pool, type Transaction } from './database.ts';
import { RefusedError } from './errors.ts';
import { commandsInFlight, insertCommand, settleCommand } from './tables/command.ts';
import { insertOutbox } from './tables/outbox.ts';
import { insertUnconfirmed, lockRequest, type RequestRow, updateConfirmed } from './tables/request.ts';

/**
 * What a system does of its own whenever the expected status of an application may have changed; part of the same transaction.
 * `expected` is the confirmed status with the commands in flight on top. `asked` is set while a person is asking for it: only then
 * may it throw an HttpError; what the judge has decided is a fact.
 */
export type OnExpectedStatus = (
  tx: Transaction,
  change: {
    requestId: string;
    application: Application;
    expected: Status | null;
    asked: CommandType | null;
    now: Date;
  },
) => Promise<void>;

/** A command that was committed. `status` is what it asks for; `version` is the confirmed one that it was asked upon. */
export interface AcceptedCommand {
  readonly request_id: string;
  readonly event_id: string;
  readonly type: CommandType;
  readonly status: Status;
  readonly version: number;
}

/** The applications of one system: its own commands go out through the outbox, the judge's decisions come in by version. */
export interface Ledger {
  /** @throws RefusedError when the status table forbids the command upon the expected status: nothing is written. */
  command(type: CommandType, application: Application, traceparent: string): Promise<AcceptedCommand>;
  /** Takes over a judged event. @returns `stale` when this system already knows that version or a later one. */
  deliver(facts: DeliveryFacts, application: Application | null): Promise<'applied' | 'stale'>;
}

export interface LedgerOptions {
  readonly pool: Pool;
  readonly origin: Origin;
  readonly onExpectedStatus?: OnExpectedStatus;
  /** Called after a commit that left something in the outbox. */
  readonly onOutbox?: () => void;
  readonly clock?: () => Date;
}

export function createLedger(options: LedgerOptions): Ledger {
  const { pool, origin, onExpectedStatus = async () => {}, onOutbox = () => {}, clock = () => new Date() } = options;

  async function ask(
    tx: Transaction,
    type: CommandType,
    body: Application,
    traceparent: string,
  ): Promise<AcceptedCommand> {
    const now = clock();
    const requestId = requestIdOf(body);
    const row = await lockOrEnter(tx, requestId, type === 'Request' ? body : null, now);
    const inFlight = row === undefined ? [] : await commandsInFlight(tx, requestId);
    const next = move(project(row?.status ?? null, inFlight), type);
    if (!next.legal || row === undefined) throw new RefusedError(next.legal ? 'no-application' : next.reason);

    const command: Command = {
      event_id: uuidv7(),
      request_id: requestId,
      type,
      origin,
      occurred_at: now.toISOString(),
      traceparent,
      application: body,
    };
    await onExpectedStatus(tx, { requestId, application: row, expected: next.to, asked: type, now });
    await insertCommand(tx, command);
    await insertOutbox(tx, command, now);
    return { request_id: requestId, event_id: command.event_id, type, status: next.to, version: row.version };
  }

  async function take(
    tx: Transaction,
    facts: DeliveryFacts,
    application: Application | null,
  ): Promise<'applied' | 'stale'> {
    const now = clock();
    const { request_id: requestId, status, version } = facts;
    const row = await lockOrEnter(tx, requestId, application, now);
    await settleCommand(tx, facts, now);
    if (row === undefined) return 'stale';
    const newer = application !== null && version > row.version;
    if (newer) await updateConfirmed(tx, requestId, { application, status, version }, now);
    // Also when nothing is newer: an outcome takes a command out of flight, and the expected status may fall back.
    const expected = project(newer ? status : row.status, await commandsInFlight(tx, requestId));
    await onExpectedStatus(tx, { requestId, application: newer ? application : row, expected, asked: null, now });
    return newer ? 'applied' : 'stale';
  }

  return {
    async command(type, application, traceparent) {
      const accepted = await inTransaction(pool, (tx) => ask(tx, type, application, traceparent));
      onOutbox();
      return accepted;
    },
    deliver: (facts, application) => inTransaction(pool, (tx) => take(tx, facts, application)),
  };
}

/** Locks an application; one that is not there is entered first where its data is at hand. */
async function lockOrEnter(
  tx: Transaction,
  requestId: string,
  application: Application | null,
  now: Date,
): Promise<RequestRow | undefined> {
  const row = await lockRequest(tx, requestId);
  if (row !== undefined || application === null) return row;
  await insertUnconfirmed(tx, requestId, application, now);
  return lockRequest(tx, requestId);
}
