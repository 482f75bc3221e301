import type { Application } from '@enterwait/domain/application';
import { type Command, type CommandInFlight, type Entry, queueKey, toCommandMessage } from '@enterwait/domain/protocol';
import type { MaintenanceTables } from '@enterwait/http/maintenance';
import type {
  CommandRow,
  ConfirmedState,
  KeyedCommand,
  LedgerTables,
  Nursery,
  OutboxTables,
  OwnedKey,
  RequestRow,
  Store,
} from '@enterwait/ledger/tables';
import { BATCH_SIZE, type OutboxRow } from '@enterwait/ledger/tables';
import type { PlaceTables } from '@enterwait/operations/reconcile';
import type { EnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { OutageError, type Scheduler } from '../scheduler.ts';

/** Statements of the previous release that this one no longer has. */
interface TablesOfBefore {
  insertUnconfirmedAsBefore(id: string, application: Application, now: Date): Promise<void>;
  updateConfirmedAsBefore(
    id: string,
    state: Pick<ConfirmedState, 'application' | 'status' | 'version' | 'entry'>,
    now: Date,
  ): Promise<void>;
  lockNextBatchAsBefore(): Promise<OutboxRow[]>;
  deleteOutboxAsBefore(ids: readonly number[]): Promise<void>;
}

export type Tables = LedgerTables & OutboxTables & EnrolmentTables & PlaceTables & MaintenanceTables & TablesOfBefore;
export interface StoredCommand extends CommandRow {
  readonly seq: number;
  readonly request_id: string;
}
interface StoredOutbox extends OutboxRow {
  readonly next_attempt_at: number;
  readonly created_at: Date;
  readonly sent_at: Date | null;
}
interface Child {
  readonly request_id: string;
  readonly nursery_id: string;
  readonly child_id: string;
}

/** The rows of every table by primary key. */
interface Rows {
  request: RequestRow;
  command: StoredCommand;
  outbox: StoredOutbox;
  idempotency_key: KeyedCommand;
  nursery: Nursery;
  nursery_child: Child;
}
type Name = keyof Rows;

export class DeadlockError extends Error {
  readonly code = 'ER_LOCK_DEADLOCK';
}

/** READ COMMITTED with row locks: reads see committed rows and one's own; writes and FOR UPDATE wait for the holder of the row. */
class Session {
  readonly database: MemoryDatabase;
  readonly writes = new Map<string, { name: Name; key: string; row: Rows[Name] | null }>();
  readonly asked: Command[] = [];
  readonly held = new Set<string>();
  waitsFor: string | undefined;
  ended = false;

  constructor(database: MemoryDatabase) {
    this.database = database;
  }

  get<N extends Name>(name: N, key: string): Rows[N] | undefined {
    const own = this.writes.get(`${name}/${key}`);
    if (own !== undefined) return (own.row ?? undefined) as Rows[N] | undefined;
    return this.database.rows[name].get(key);
  }

  all<N extends Name>(name: N): Rows[N][] {
    const rows = new Map(this.database.rows[name]) as Map<string, Rows[N]>;
    for (const write of this.writes.values()) {
      if (write.name !== name) continue;
      if (write.row === null) rows.delete(write.key);
      else rows.set(write.key, write.row as Rows[N]);
    }
    return [...rows.values()];
  }

  async lock(name: Name, key: string): Promise<void> {
    await this.database.lock(this, `${name}/${key}`);
  }

  async put<N extends Name>(name: N, key: string, row: Rows[N] | null): Promise<void> {
    await this.lock(name, key);
    this.writes.set(`${name}/${key}`, { name, key, row });
  }

  /** FOR UPDATE: also waits for a row that another session has inserted and not committed; a missing row is not locked. */
  async lockRow<N extends Name>(name: N, key: string): Promise<Rows[N] | undefined> {
    const path = `${name}/${key}`;
    if (this.get(name, key) === undefined && !this.database.isLocked(path)) return undefined;
    await this.lock(name, key);
    return this.get(name, key);
  }
}

export type Snapshot = { readonly [N in Name]: ReadonlyMap<string, Rows[N]> };

/** One system's MySQL: transactions are stored whole or not at all, and end with the process that opened them. */
export class MemoryDatabase {
  readonly rows: { [N in Name]: Map<string, Rows[N]> } = {
    request: new Map(),
    command: new Map(),
    outbox: new Map(),
    idempotency_key: new Map(),
    nursery: new Map(),
    nursery_child: new Map(),
  };
  readonly name: string;
  /** This system's own commands in the order in which they were committed, permanently: a restore forgets none of them. */
  readonly asked: Command[] = [];
  /** Its doors: closed after a restore, when it accepts no commands until nothing differs. */
  closed = false;
  readonly #scheduler: Scheduler;
  readonly #onCommit: (requestIds: ReadonlySet<string>) => void;
  readonly #holders = new Map<string, Session>();
  #waiting: { session: Session; path: string; resolve: () => void }[] = [];
  #next = 1;

  constructor(
    name: string,
    scheduler: Scheduler,
    onCommit: (requestIds: ReadonlySet<string>) => void = () => undefined,
  ) {
    this.name = name;
    this.#scheduler = scheduler;
    this.#onCommit = onCommit;
  }

  /** Everything that is committed at this moment. */
  snapshot(): Snapshot {
    return structuredClone(this.rows) as Snapshot;
  }

  /** Restores an earlier state. Nobody may be connected. */
  restore(snapshot: Snapshot): void {
    for (const [name, rows] of Object.entries(structuredClone(snapshot))) {
      const mine = this.rows[name as Name] as Map<string, unknown>;
      mine.clear();
      for (const [key, row] of rows) mine.set(key, row);
    }
  }

  nextId(): number {
    return this.#next++;
  }

  readonly store: Store<Tables> = {
    transaction: async (work) => {
      for (let attempt = 1; ; attempt += 1) {
        const session = await this.#scheduler.io(`mysql-${this.name} begin`, () => new Session(this));
        this.#scheduler.current.onDeath.push(() => this.#end(session));
        try {
          const result = await work(tablesOf(session, this.#scheduler));
          await this.#scheduler.io(`mysql-${this.name} commit`, () => this.#commit(session));
          return result;
        } catch (error) {
          if (!(error instanceof DeadlockError) || attempt === 5) throw error;
        } finally {
          this.#end(session);
        }
      }
    },
  };

  isLocked(path: string): boolean {
    return this.#holders.has(path);
  }
  isLockedFor(session: Session, path: string): boolean {
    const holder = this.#holders.get(path);
    return holder !== undefined && holder !== session;
  }

  async lock(session: Session, path: string): Promise<void> {
    while (this.isLockedFor(session, path)) {
      for (let next = this.#holders.get(path); next?.waitsFor !== undefined; next = this.#holders.get(next.waitsFor)) {
        if (this.#holders.get(next.waitsFor) === session) throw new DeadlockError(path);
      }
      session.waitsFor = path;
      await new Promise<void>((resolve) => this.#waiting.push({ session, path, resolve }));
      // Its process died while the lock was being handed over.
      if (session.ended) await new Promise(() => {});
      session.waitsFor = undefined;
    }
    this.#holders.set(path, session);
    session.held.add(path);
  }

  #commit(session: Session): void {
    const touched = new Set<string>();
    for (const { name, key, row } of session.writes.values()) {
      const rows = this.rows[name] as Map<string, Rows[Name]>;
      const { request_id } = (row ?? rows.get(key) ?? {}) as { request_id?: string };
      if (request_id !== undefined) touched.add(request_id);
      if (row === null) rows.delete(key);
      else rows.set(key, row);
    }
    this.asked.push(...session.asked);
    session.writes.clear();
    this.#onCommit(touched);
  }

  #end(session: Session): void {
    session.ended = true;
    session.writes.clear();
    this.#waiting = this.#waiting.filter((one) => one.session !== session);
    for (const path of session.held) {
      this.#holders.delete(path);
      const ready = this.#waiting.filter((one) => one.path === path);
      this.#waiting = this.#waiting.filter((one) => one.path !== path);
      for (const { resolve } of ready) resolve();
    }
    session.held.clear();
  }
}

/** Reads the columns as `COLUMNS` of `packages/ledger/src/tables/request.ts` does. */
export const knownRound = (row: RequestRow): number | null => (row.expected_version === row.version ? row.round : null);

const pathOfKey = ({ owner, key }: OwnedKey): string => `${owner}/${key}`;

const personal = (a: Application): Application => ({
  child_id: a.child_id,
  child_name: a.child_name,
  child_birthday: a.child_birthday,
  user_id: a.user_id,
  parent_name: a.parent_name,
  parent_tel: a.parent_tel,
  parent_address: a.parent_address,
  parent_postcode: a.parent_postcode,
  parent_email: a.parent_email,
  nursery_id: a.nursery_id,
});

const columnsOf = (id: string, entry: Entry | null) => ({
  priority_rules: entry?.priority.rules ?? null,
  priority_items: entry === null ? null : JSON.stringify(entry.priority.items),
  points: entry?.priority.points ?? null,
  tie_points: entry?.priority.tie_points ?? null,
  requested_at: entry === null ? null : new Date(entry.requested_at),
  queue_key: entry === null ? null : queueKey(id, entry),
});

/** What the SQL of `packages/ledger/src/tables` and of `nursery-child.ts` does, row by row. */
function tablesOf(session: Session, scheduler: Scheduler): Tables {
  const { database } = session;
  // A lost answer within a transaction ends it as surely as a statement that never arrived.
  const step = async <T>(what: string, effect: () => T): Promise<Awaited<T>> => {
    const label = `mysql-${database.name} ${what}`;
    if ((await scheduler.arrive(label)) !== 'ok') throw new OutageError(label);
    return await effect();
  };
  const isHead = (row: StoredOutbox, rows: readonly StoredOutbox[]): boolean =>
    !rows.some((one) => one.request_id === row.request_id && one.id < row.id);
  const commands = (requestId: string): StoredCommand[] =>
    session
      .all('command')
      .filter((row) => row.request_id === requestId)
      .sort((a, b) => a.seq - b.seq);

  return {
    lockRequest: (id) =>
      step('lock request', async () => {
        const row = await session.lockRow('request', id);
        return row && { ...row, round: knownRound(row) };
      }),
    insertUnconfirmed: (id, application, expected, now) =>
      step('insert request', async () => {
        await session.lock('request', id);
        const there = session.get('request', id);
        if (there !== undefined) return { ...there, round: knownRound(there) };
        const row = { request_id: id, ...personal(application), ...columnsOf(id, null), status: null, version: 0 };
        const told = { round: null, expected, expected_version: 0 };
        const entered = { ...row, ...told, created_at: now, updated_at: now };
        await session.put('request', id, entered);
        return entered;
      }),
    updateConfirmed: (id, { application, status, version, entry, round, expected }, now) =>
      step('update request', async () => {
        const row = await session.lockRow('request', id);
        if (row === undefined) return;
        const entered = { ...row, ...personal(application), ...columnsOf(id, entry) };
        const told = { status, version, round, expected, expected_version: version };
        await session.put('request', id, { ...entered, ...told, updated_at: now });
      }),
    updateExpected: (id, expected, version) =>
      step('update expected', async () => {
        const row = await session.lockRow('request', id);
        if (row !== undefined)
          await session.put('request', id, { ...row, round: knownRound(row), expected, expected_version: version });
      }),
    nurseryName: (id) => step('read nursery', () => session.get('nursery', id)?.name),
    insertCommand: (command) =>
      step('insert command', async () => {
        const { event_id, request_id, type, origin, round = null } = command;
        if (session.get('command', event_id) !== undefined) throw new Error('ER_DUP_ENTRY');
        const open = { outcome: null, reason: null, status: null, version: null, judged_at: null, settled_at: null };
        const asked_at = new Date(command.occurred_at);
        const seq = database.nextId();
        const note = command.note ?? null;
        const asked = { seq, event_id, request_id, type, origin, asked_at, note, round };
        await session.put('command', event_id, { ...asked, ...open });
        session.asked.push(command);
      }),
    commandsInFlight: (id) =>
      step('read commands', () =>
        commands(id)
          .filter(({ outcome }) => outcome === null)
          .map(({ type, round }): CommandInFlight => ({ type, round })),
      ),
    settleCommand: (facts, now) =>
      step('settle command', async () => {
        await session.lock('command', facts.event_id);
        const { event_id, request_id, type, origin, outcome, reason, status, version } = facts;
        const row = session.get('command', event_id);
        const settled = { outcome, reason, status, version, judged_at: new Date(facts.judged_at) };
        const asked_at = new Date(facts.occurred_at);
        await session.put('command', event_id, {
          ...(row ?? {
            seq: database.nextId(),
            event_id,
            request_id,
            type,
            origin,
            asked_at,
            note: facts.note ?? null,
            round: facts.round ?? null,
          }),
          ...settled,
          settled_at: row === undefined || row.outcome === null ? now : row.settled_at,
        });
      }),
    takeKey: (owned, command) =>
      step('take key', async () => {
        const key = pathOfKey(owned);
        await session.lock('idempotency_key', key);
        const taken = session.get('idempotency_key', key);
        if (taken === undefined) await session.put('idempotency_key', key, command);
        return taken;
      }),
    insertAudit: async () => {},
    insertOutbox: (command, now, claimedUntil = new Date(0)) =>
      step('insert outbox', async () => {
        const { event_id, request_id, type, round = null } = command;
        const row = { id: database.nextId(), event_id, request_id, type, body: toCommandMessage(command), round };
        const unsent = { ...row, attempts: 0, failures: 0 };
        const dates = { next_attempt_at: claimedUntil.getTime(), created_at: now, sent_at: null };
        await session.put('outbox', String(row.id), { ...unsent, ...dates });
        return unsent;
      }),
    deleteAnswered: (eventId) =>
      step('delete outbox', async () => {
        const row = session.all('outbox').find(({ event_id }) => event_id === eventId);
        if (row !== undefined) await session.put('outbox', String(row.id), null);
      }),

    claimDue: (now, leaseUntil) =>
      step('claim outbox', async () => {
        const rows = session.all('outbox');
        const due = rows
          .filter((row) => row.next_attempt_at <= now.getTime() && isHead(row, rows))
          .filter(({ id }) => !database.isLockedFor(session, `outbox/${id}`))
          .sort((a, b) => a.next_attempt_at - b.next_attempt_at || a.id - b.id)
          .slice(0, BATCH_SIZE);
        const claimed: OutboxRow[] = [];
        for (const row of due) {
          const isAnswered = (session.get('command', row.event_id)?.outcome ?? null) !== null;
          const next = isAnswered ? null : { ...row, next_attempt_at: leaseUntil.getTime() };
          await session.put('outbox', String(row.id), next);
          if (!isAnswered) claimed.push(row);
        }
        return claimed;
      }),
    noteAttempts: (attempts, now) =>
      step('note attempts', async () => {
        for (const { id, taken, dueAt } of attempts) {
          const row = await session.lockRow('outbox', String(id));
          if (row === undefined) continue;
          const counted = taken
            ? { attempts: row.attempts + 1, failures: 0, sent_at: now }
            : { failures: row.failures + 1 };
          await session.put('outbox', String(id), { ...row, ...counted, next_attempt_at: dueAt.getTime() });
        }
      }),
    outboxDepth: () =>
      step('count outbox', () => {
        const rows = session.all('outbox');
        const heads = rows.filter((row) => isHead(row, rows));
        const unsent = heads.filter(({ attempts }) => attempts === 0).length;
        return { unsent, unsentAgeSeconds: 0, unanswered: heads.length - unsent, unansweredAgeSeconds: 0 };
      }),
    unanswered: () => step('read outbox', () => session.all('outbox').sort((a, b) => a.id - b.id)),
    orphanedApplications: (before) =>
      step('find orphans', () => {
        const queued = new Set(session.all('outbox').map(({ event_id }) => event_id));
        const orphans = session
          .all('command')
          .filter((one) => one.outcome === null && one.asked_at <= before && !queued.has(one.event_id));
        return [...new Set(orphans.map(({ request_id }) => request_id))];
      }),
    openCommands: (id) => step('read commands', () => commands(id).filter(({ outcome }) => outcome === null)),
    takeOutboxOf: (id) =>
      step('take outbox', async () => {
        const taken = new Map<string, OutboxRow>();
        for (const { request_id, id: number } of session.all('outbox').sort((a, b) => a.id - b.id)) {
          if (request_id !== id) continue;
          const row = await session.lockRow('outbox', String(number));
          if (row === undefined) continue;
          taken.set(row.event_id, row);
          await session.put('outbox', String(number), null);
        }
        return taken;
      }),
    putBack: (row, now) =>
      step('put back', async () => {
        const id = database.nextId();
        const times = { next_attempt_at: 0, created_at: now, sent_at: row.attempts > 0 ? now : null };
        await session.put('outbox', String(id), { id, ...row, ...times });
      }),

    insertUnconfirmedAsBefore: (id, application, now) =>
      step('insert request', async () => {
        await session.lock('request', id);
        if (session.get('request', id) !== undefined) return;
        const row = { request_id: id, ...personal(application), ...columnsOf(id, null), status: null, version: 0 };
        const unknown = { round: null, expected: null, expected_version: null };
        await session.put('request', id, { ...row, ...unknown, created_at: now, updated_at: now });
      }),
    updateConfirmedAsBefore: (id, { application, status, version, entry }, now) =>
      step('update request', async () => {
        const row = await session.lockRow('request', id);
        if (row === undefined) return;
        const entered = { ...row, ...personal(application), ...columnsOf(id, entry) };
        await session.put('request', id, { ...entered, status, version, updated_at: now });
      }),
    lockNextBatchAsBefore: () =>
      step('claim outbox', async () => {
        const rows = session.all('outbox').sort((a, b) => a.id - b.id);
        const free = rows
          .filter((row) => isHead(row, rows) && !database.isLockedFor(session, `outbox/${row.id}`))
          .slice(0, BATCH_SIZE);
        for (const { id } of free) await session.lock('outbox', String(id));
        return free;
      }),
    deleteOutboxAsBefore: (ids) =>
      step('delete outbox', async () => {
        for (const id of ids) await session.put('outbox', String(id), null);
      }),

    isUnderMaintenance: () => step('read maintenance', () => database.closed),

    isEnrolled: (id) => step('read child', () => session.get('nursery_child', id) !== undefined),
    countEnrolled: (nurseryId) =>
      step('count children', () => session.all('nursery_child').filter((row) => row.nursery_id === nurseryId).length),
    lockChild: (childId, id) =>
      step('lock child', async () => {
        const ids = session.all('request').flatMap((row) => (row.child_id === childId ? [row.request_id] : []));
        for (const one of ids.sort()) await session.lockRow('request', one);
        return session.all('nursery_child').some((row) => row.child_id === childId && row.request_id !== id);
      }),
    insertChild: (id, { nursery_id, child_id }) =>
      step('insert child', async () => {
        await session.lock('nursery_child', id);
        if (session.get('nursery_child', id) !== undefined) throw new Error('ER_DUP_ENTRY');
        await session.put('nursery_child', id, { request_id: id, nursery_id, child_id });
      }),
    deleteChild: (id) =>
      step('delete child', async () => {
        if ((await session.lockRow('nursery_child', id)) !== undefined) await session.put('nursery_child', id, null);
      }),
    holdPlace: (id) =>
      step('hold place', () =>
        session.put('nursery_child', id, { request_id: id, child_id: id.slice(0, 15), nursery_id: id.slice(15) }),
      ),
    releasePlace: (id) => step('release place', () => session.put('nursery_child', id, null)),
    lockNursery: (id) => step('lock nursery', () => session.lockRow('nursery', id)),
    insertNurseries: (nurseries) =>
      step('insert nursery', async () => {
        for (const nursery of nurseries) {
          await session.lock('nursery', nursery.nursery_id);
          if (session.get('nursery', nursery.nursery_id) === undefined)
            await session.put('nursery', nursery.nursery_id, nursery);
        }
      }),
  };
}
