import { createHash } from 'node:crypto';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import { type Priority, scoreAt } from '@enterwait/domain/priority';
import {
  type Command,
  type CommandType,
  type DeliveryFacts,
  type Entry,
  MOVES,
  move,
  type Origin,
  type Status,
  trail,
} from '@enterwait/domain/protocol';
import type { Actor } from '@enterwait/http/access';
import { auditOfCommand } from '@enterwait/http/audit';
import { HttpError, RefusedError } from '@enterwait/http/errors';
import { v7 as uuidv7 } from 'uuid';
import type { HandOver } from '../outbox/hand-over.ts';
import type { OutboxRow } from '../tables/outbox.ts';
import { expectedOf, type RequestRow } from '../tables/request.ts';
import type { LedgerTables, Store } from '../tables/store.ts';
import type { Authorise, Limit, OnExpectedStatus } from './hooks.ts';

/** A committed command. `status` is what it asks for; `version` is the confirmed version it was based on. */
export interface AcceptedCommand {
  readonly request_id: string;
  readonly event_id: string;
  readonly type: CommandType;
  readonly status: Status;
  readonly version: number;
}

/** What accompanies a command. */
export interface CommandRequest {
  readonly traceparent: string;
  /** The requester, for authorisation and audit; absent if it is neither a person nor a program. */
  readonly actor?: Actor | undefined;
  readonly idempotencyKey?: string | undefined;
  /** The reason, which the parent reads. */
  readonly note?: string | undefined;
  /** For a Request; without it the parent claims nothing. */
  readonly priority?: Priority | undefined;
  /** The round that the requester has seen; if absent, the one this system knows. */
  readonly round?: number | undefined;
}

/**
 * The applications of one system: its own commands go out through the outbox, and the judge's decisions come in by
 * version.
 */
export interface Ledger {
  /**
   * @param request.idempotencyKey the same key, caller and command get the same answer again, without a second effect
   * @throws RefusedError when the status table forbids the command for the expected status, or it names a round other
   * than the known one: nothing is written
   * @throws HttpError 422 `idempotency-key-reused` when the key belongs to another command
   */
  command(type: CommandType, application: Application, request: CommandRequest): Promise<AcceptedCommand>;
  /** Applies a judged event. @returns `stale` when this system already knows that version or a later one */
  deliver(facts: DeliveryFacts, application: Application | null): Promise<'applied' | 'stale'>;
}

/** `Own`: the tables that only this system has, for its own reaction. */
export interface LedgerOptions<Own extends object> {
  readonly store: Store<LedgerTables & Own>;
  readonly origin: Origin;
  readonly onExpectedStatus?: OnExpectedStatus<Own>;
  readonly authorise?: Authorise<Own>;
  /** Runs first in the transaction of every command. @throws HttpError when no commands are accepted now */
  readonly admit?: (tables: Own) => Promise<void>;
  /** Runs in the transaction of an allowed command. @throws TooOftenError when the requester has reached a limit */
  readonly limit?: Limit<Own>;
  /** Whether this system's commands name the round that their requester saw. */
  readonly namesRounds?: boolean;
  /** Called after a commit that left something in the outbox that may be sent now. */
  readonly onOutbox?: () => void;
  /** Takes commands with no unanswered predecessor, so they are sent without being claimed. */
  readonly handOver?: Pick<HandOver, 'claim' | 'put'>;
  readonly clock?: () => Date;
}

export function createLedger<Own extends object>(options: LedgerOptions<Own>): Ledger {
  const { store, origin, onExpectedStatus = async () => {}, onOutbox = () => {}, clock = () => new Date() } = options;
  const { authorise = async () => undefined, admit = async () => {}, namesRounds = false, handOver } = options;
  const { limit = async () => {} } = options;

  async function ask(
    tables: LedgerTables & Own,
    type: CommandType,
    body: Application,
    request: CommandRequest,
  ): Promise<{ readonly accepted: AcceptedCommand; readonly handed?: OutboxRow }> {
    await admit(tables);
    const now = clock();
    const requestId = requestIdOf(body);
    const row =
      type === 'Request'
        ? await tables.insertUnconfirmed(requestId, body, MOVES.Request.to, now)
        : await tables.lockRequest(requestId);
    const { actor, priority } = request;
    const claims = priority?.items ?? [];
    const carried = actor && (await authorise(tables, { type, actor, application: body, row, claims }));
    const eventId = uuidv7();
    const version = row?.version ?? 0;

    if (request.idempotencyKey !== undefined) {
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([type, body, request.note ?? null, request.priority?.items ?? []]))
        .digest('hex');
      const key = { owner: ownerOf(request.actor), key: request.idempotencyKey };
      const earlier = await tables.takeKey(key, { fingerprint, event_id: eventId, version }, now);
      if (earlier !== undefined) {
        if (earlier.fingerprint !== fingerprint) throw keyReused();
        const { event_id, version } = earlier;
        return { accepted: { request_id: requestId, event_id, type, status: MOVES[type].to, version } };
      }
    }

    if (row === undefined) throw new RefusedError('no-application');
    const { round = row.round } = request;
    if (row.round !== null && round !== row.round) throw new RefusedError('other-round');
    const inFlight = await tables.commandsInFlight(requestId);
    const before = trail(row, inFlight, origin);
    const next = move(before.at(-1) ?? null, type, origin);
    if (!next.legal) throw new RefusedError(next.reason);
    if (actor !== undefined) await limit(tables, { type, actor, application: carried ?? body });

    const command: Command = {
      event_id: eventId,
      request_id: requestId,
      type,
      origin,
      occurred_at: now.toISOString(),
      traceparent: request.traceparent,
      ...(request.note === undefined ? {} : { note: request.note }),
      ...(namesRounds && round !== null ? { round } : {}),
      ...(type === 'Request' ? { entry: await entryOf(tables, body, request.priority, now) } : {}),
      application: carried ?? body,
    };
    await onExpectedStatus(tables, { requestId, application: row, statuses: [...before, next.to], asked: type, now });
    if (row.expected !== next.to || row.expected_version !== version)
      await tables.updateExpected(requestId, next.to, version);
    await tables.insertCommand(command);
    const claimedUntil = inFlight.length === 0 ? handOver?.claim(now) : undefined;
    const queued = await tables.insertOutbox(command, now, claimedUntil);
    if (request.actor !== undefined) await tables.insertAudit(auditOfCommand(request.actor, type, requestId, now));
    const accepted = { request_id: requestId, event_id: eventId, type, status: next.to, version };
    return claimedUntil === undefined ? { accepted } : { accepted, handed: queued };
  }

  async function take(
    tables: LedgerTables & Own,
    facts: DeliveryFacts,
    application: Application | null,
  ): Promise<{ result: 'applied' | 'stale'; asksNext: boolean }> {
    const now = clock();
    const { request_id: requestId, status, version, entry = null } = facts;
    const row =
      // A command of this system has a row already; the other system's first command most likely has none.
      application !== null && facts.origin !== origin && version === 1
        ? await tables.insertUnconfirmed(requestId, application, null, now)
        : await lockOrEnter(tables, requestId, application, now);
    await tables.settleCommand(facts, now);
    if (facts.origin === origin) await tables.deleteAnswered(facts.event_id);
    if (row === undefined) return { result: 'stale', asksNext: false };
    const newer = application !== null && version > row.version;
    // Even if nothing is newer: an outcome ends a command's flight, and the expected status may fall back.
    const inFlight = await tables.commandsInFlight(requestId);
    const confirmed = newer ? { status, round: roundAfter(facts, row) } : row;
    const statuses = trail(confirmed, inFlight, origin);
    const expected = statuses.at(-1) ?? null;
    if (newer) {
      const { round } = confirmed;
      await tables.updateConfirmed(requestId, { application, status, version, entry, round, expected }, now);
    } else if (expectedOf(row) !== expected) await tables.updateExpected(requestId, expected, row.version);
    await onExpectedStatus(tables, { requestId, application: newer ? application : row, statuses, asked: null, now });
    return { result: newer ? 'applied' : 'stale', asksNext: inFlight.length > 0 };
  }

  return {
    async command(type, application, request) {
      const { accepted, handed } = await store.transaction((tables) => ask(tables, type, application, request));
      if (handed === undefined) onOutbox();
      else handOver?.put(handed);
      return accepted;
    },
    async deliver(facts, application) {
      const { result, asksNext } = await store.transaction((tables) => take(tables, facts, application));
      // The application's next command may have been waiting for this answer.
      if (asksNext) onOutbox();
      return result;
    },
  };
}

/** Locks an application; a missing one is inserted first if its data is at hand. */
async function lockOrEnter(
  tables: LedgerTables,
  requestId: string,
  application: Application | null,
  now: Date,
): Promise<RequestRow | undefined> {
  const row = await tables.lockRequest(requestId);
  return row === undefined && application !== null ? tables.insertUnconfirmed(requestId, application, null, now) : row;
}

/**
 * A judge of the previous release reports no round: the known one holds as long as no Request can have come between.
 */
const roundAfter = ({ round, type, version }: DeliveryFacts, row: RequestRow): number | null =>
  round ?? (type !== 'Request' && version === row.version + 1 ? row.round : null);

/** The owner of an Idempotency-Key. */
const ownerOf = (actor: Actor | undefined): string =>
  actor === undefined ? '' : createHash('sha256').update(`${actor.kind}:${actor.id}`).digest('hex');

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
