import { createHash } from 'node:crypto';
import {
  type Application,
  type Command,
  type CommandType,
  type DeliveryFacts,
  type Entry,
  MOVES,
  move,
  type Origin,
  type Priority,
  project,
  requestIdOf,
  type Status,
  scoreAt,
} from '@enterwait/domain';
import { v7 as uuidv7 } from 'uuid';
import { auditOfCommand } from './audit.ts';
import { HttpError, RefusedError } from './errors.ts';
import type { Actor } from './principal.ts';
import type { LedgerTables, Store } from './store.ts';
import type { RequestRow } from './tables/request.ts';

/**
 * What a system does of its own whenever the expected status of an application may have changed; part of the same transaction.
 * `expected` is the confirmed status with the commands in flight on top. `asked` is set while a person is asking for it: only then
 * may it throw an HttpError; what the judge has decided is a fact.
 */
export type OnExpectedStatus<Own = object> = (
  tables: Own,
  change: {
    requestId: string;
    application: Application;
    expected: Status | null;
    asked: CommandType | null;
    now: Date;
  },
) => Promise<void>;

/**
 * Whether somebody may ask for this of that application, part of the same transaction: `row` is locked, and is the one just entered
 * where a Request is the first. @throws HttpError 403 `not-yours`
 */
export type Authorise<Own = object> = (
  tables: Own,
  question: { type: CommandType; actor: Actor; application: Application; row: RequestRow | undefined },
) => Promise<void>;

/** A command that was committed. `status` is what it asks for; `version` is the confirmed one that it was asked upon. */
export interface AcceptedCommand {
  readonly request_id: string;
  readonly event_id: string;
  readonly type: CommandType;
  readonly status: Status;
  readonly version: number;
}

/** What came along with a command. */
export interface CommandRequest {
  readonly traceparent: string;
  /** Who asks, for the authorisation and the audit; left out by what is no person and no program. */
  readonly actor?: Actor | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Why; told to the parent. */
  readonly note?: string | undefined;
  /** Of a Request; without it the parent claims nothing. */
  readonly priority?: Priority | undefined;
}

/** The applications of one system: its own commands go out through the outbox, the judge's decisions come in by version. */
export interface Ledger {
  /**
   * @param request.idempotencyKey the same key with the same command is answered the same again, without a second effect
   * @throws RefusedError when the status table forbids the command upon the expected status: nothing is written.
   * @throws HttpError 422 `idempotency-key-reused` when the key was taken by another command.
   */
  command(type: CommandType, application: Application, request: CommandRequest): Promise<AcceptedCommand>;
  /** Takes over a judged event. @returns `stale` when this system already knows that version or a later one. */
  deliver(facts: DeliveryFacts, application: Application | null): Promise<'applied' | 'stale'>;
}

/** `Own`: the tables that only this system has, for what it does of its own. */
export interface LedgerOptions<Own extends object> {
  readonly store: Store<LedgerTables & Own>;
  readonly origin: Origin;
  readonly onExpectedStatus?: OnExpectedStatus<Own>;
  readonly authorise?: Authorise<Own>;
  /** Called after a commit that left something in the outbox. */
  readonly onOutbox?: () => void;
  readonly clock?: () => Date;
}

export function createLedger<Own extends object>(options: LedgerOptions<Own>): Ledger {
  const { store, origin, onExpectedStatus = async () => {}, onOutbox = () => {}, clock = () => new Date() } = options;
  const { authorise = async () => {} } = options;

  async function ask(
    tables: LedgerTables & Own,
    type: CommandType,
    body: Application,
    request: CommandRequest,
  ): Promise<AcceptedCommand> {
    const now = clock();
    const requestId = requestIdOf(body);
    const row =
      type === 'Request' ? await enterAndLock(tables, requestId, body, now) : await tables.lockRequest(requestId);
    if (request.actor !== undefined) await authorise(tables, { type, actor: request.actor, application: body, row });
    const eventId = uuidv7();
    const version = row?.version ?? 0;

    if (request.idempotencyKey !== undefined) {
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([type, body, request.note ?? null, request.priority?.items ?? []]))
        .digest('hex');
      const earlier = await tables.takeKey(request.idempotencyKey, { fingerprint, event_id: eventId, version }, now);
      if (earlier !== undefined) {
        if (earlier.fingerprint !== fingerprint) throw keyReused();
        return {
          request_id: requestId,
          event_id: earlier.event_id,
          type,
          status: MOVES[type].to,
          version: earlier.version,
        };
      }
    }

    const inFlight = row === undefined ? [] : await tables.commandsInFlight(requestId);
    const next = move(project(row?.status ?? null, inFlight, origin), type, origin);
    if (!next.legal || row === undefined) throw new RefusedError(next.legal ? 'no-application' : next.reason);

    const command: Command = {
      event_id: eventId,
      request_id: requestId,
      type,
      origin,
      occurred_at: now.toISOString(),
      traceparent: request.traceparent,
      ...(request.note === undefined ? {} : { note: request.note }),
      ...(type === 'Request' ? { entry: await entryOf(tables, body, request.priority, now) } : {}),
      application: body,
    };
    await onExpectedStatus(tables, { requestId, application: row, expected: next.to, asked: type, now });
    await tables.insertCommand(command);
    await tables.insertOutbox(command, now);
    if (request.actor !== undefined) await tables.insertAudit(auditOfCommand(request.actor, type, requestId, now));
    return { request_id: requestId, event_id: eventId, type, status: next.to, version };
  }

  async function take(
    tables: LedgerTables & Own,
    facts: DeliveryFacts,
    application: Application | null,
  ): Promise<'applied' | 'stale'> {
    const now = clock();
    const { request_id: requestId, status, version, entry = null } = facts;
    const row =
      // What this system has asked for itself it has entered; the first of the other's is most likely new.
      application !== null && facts.origin !== origin && version === 1
        ? await enterAndLock(tables, requestId, application, now)
        : await lockOrEnter(tables, requestId, application, now);
    await tables.settleCommand(facts, now);
    if (row === undefined) return 'stale';
    const newer = application !== null && version > row.version;
    if (newer) await tables.updateConfirmed(requestId, { application, status, version, entry }, now);
    // Also when nothing is newer: an outcome takes a command out of flight, and the expected status may fall back.
    const expected = project(newer ? status : row.status, await tables.commandsInFlight(requestId), origin);
    await onExpectedStatus(tables, { requestId, application: newer ? application : row, expected, asked: null, now });
    return newer ? 'applied' : 'stale';
  }

  return {
    async command(type, application, request) {
      const accepted = await store.transaction((tables) => ask(tables, type, application, request));
      onOutbox();
      return accepted;
    },
    deliver: (facts, application) => store.transaction((tables) => take(tables, facts, application)),
  };
}

/** Locks an application; one that is not there is entered first where its data is at hand. */
async function lockOrEnter(
  tables: LedgerTables,
  requestId: string,
  application: Application | null,
  now: Date,
): Promise<RequestRow | undefined> {
  const row = await tables.lockRequest(requestId);
  return row === undefined && application !== null ? enterAndLock(tables, requestId, application, now) : row;
}

/** The same for one that is most likely not there yet: it need not be looked for first. */
async function enterAndLock(
  tables: LedgerTables,
  requestId: string,
  application: Application,
  now: Date,
): Promise<RequestRow | undefined> {
  await tables.insertUnconfirmed(requestId, application, now);
  return tables.lockRequest(requestId);
}

async function entryOf(
  tables: LedgerTables,
  { nursery_id }: Application,
  priority: Priority | undefined,
  now: Date,
): Promise<Omit<Entry, 'requested_at'>> {
  const name = await tables.nurseryName(nursery_id);
  return { priority: priority ?? scoreAt(now, []), ...(name === undefined ? {} : { nursery_name: name }) };
}

const keyReused = (): HttpError =>
  new HttpError(
    422,
    'idempotency-key-reused',
    '다른 요청에 쓰인 Idempotency-Key입니다 / the Idempotency-Key belongs to another request',
  );
