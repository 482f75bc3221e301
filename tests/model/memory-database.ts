import { type Application, type CommandType, type Entry, queueKey, toCommandMessage } from '@enterwait/domain';
import type { Nursery } from '@enterwait/service';
import type { LedgerTables, OutboxTables, Store } from '../../packages/service/src/store.ts';
import type { CommandRow } from '../../packages/service/src/tables/command.ts';
import type { KeyedCommand } from '../../packages/service/src/tables/idempotency-key.ts';
import { BATCH_SIZE, type OutboxRow } from '../../packages/service/src/tables/outbox.ts';
import type { RequestRow } from '../../packages/service/src/tables/request.ts';
import type { EnrolmentTables } from '../../services/nursery/src/enrolment.ts';
import { OutageError, type Scheduler } from './scheduler.ts';

export type Tables = LedgerTables & OutboxTables & EnrolmentTables;
export interface StoredCommand extends CommandRow {
  readonly seq: number;
  readonly request_id: string;
}
export interface Child {
  readonly request_id: string;
  readonly nursery_id: string;
}

/** The rows of every table by primary key. */
interface Rows {
  request: RequestRow;
  command: StoredCommand;
  outbox: OutboxRow;
  idempotency_key: KeyedCommand;
  nursery: Nursery;
  nursery_child: Child;
}
type Name = keyof Rows;

class DeadlockError extends Error {
  readonly code = 'ER_LOCK_DEADLOCK';
}

/** READ COMMITTED with row locks: reads see what is committed and one's own; writes and FOR UPDATE wait for whoever holds the row. */
class Session {
  readonly database: MemoryDatabase;
  readonly writes = new Map<string, { name: Name; key: string; row: Rows[Name] | null }>();
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

  /** FOR UPDATE: waits also for a row that another session has inserted and not committed; what is not there is not locked. */
  async lockRow<N extends Name>(name: N, key: string): Promise<Rows[N] | undefined> {
    const path = `${name}/${key}`;
    if (this.get(name, key) === undefined && !this.database.isLocked(path)) return undefined;
    await this.lock(name, key);
    return this.get(name, key);
  }
}

/** One system's MySQL: transactions are kept whole or not at all, and end with the process that opened them. */
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
  readonly #scheduler: Scheduler;
  readonly #onCommit: () => void;
  readonly #holders = new Map<string, Session>();
  #waiting: { session: Session; path: string; resolve: () => void }[] = [];
  #next = 1;

  constructor(name: string, scheduler: Scheduler, onCommit: () => void = () => undefined) {
    this.name = name;
    this.#scheduler = scheduler;
    this.#onCommit = onCommit;
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
    for (const { name, key, row } of session.writes.values()) {
      const rows = this.rows[name] as Map<string, Rows[Name]>;
      if (row === null) rows.delete(key);
      else rows.set(key, row);
    }
    session.writes.clear();
    this.#onCommit();
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

/** What the SQL of `packages/service/src/tables` and of `nursery-child.ts` does, row by row. */
function tablesOf(session: Session, scheduler: Scheduler): Tables {
  const { database } = session;
  // An answer that is lost within a transaction ends it as surely as a statement that never arrived.
  const step = async <T>(what: string, effect: () => T): Promise<Awaited<T>> => {
    const label = `mysql-${database.name} ${what}`;
    if ((await scheduler.arrive(label)) !== 'ok') throw new OutageError(label);
    return await effect();
  };
  const commands = (requestId: string): StoredCommand[] =>
    session
      .all('command')
      .filter((row) => row.request_id === requestId)
      .sort((a, b) => a.seq - b.seq);

  return {
    lockRequest: (id) => step('lock request', () => session.lockRow('request', id)),
    insertUnconfirmed: (id, application, now) =>
      step('insert request', async () => {
        await session.lock('request', id);
        if (session.get('request', id) !== undefined) return;
        const row = { request_id: id, ...personal(application), ...columnsOf(id, null), status: null, version: 0 };
        await session.put('request', id, { ...row, created_at: now, updated_at: now });
      }),
    updateConfirmed: (id, { application, status, version, entry }, now) =>
      step('update request', async () => {
        const row = await session.lockRow('request', id);
        if (row === undefined) return;
        const entered = { ...row, ...personal(application), ...columnsOf(id, entry) };
        await session.put('request', id, { ...entered, status, version, updated_at: now });
      }),
    nurseryName: (id) => step('read nursery', () => session.get('nursery', id)?.name),
    insertCommand: (command) =>
      step('insert command', async () => {
        const { event_id, request_id, type, origin } = command;
        if (session.get('command', event_id) !== undefined) throw new Error('ER_DUP_ENTRY');
        const open = { outcome: null, reason: null, status: null, version: null, judged_at: null, settled_at: null };
        const asked_at = new Date(command.occurred_at);
        const seq = database.nextId();
        const note = command.note ?? null;
        await session.put('command', event_id, { seq, event_id, request_id, type, origin, asked_at, note, ...open });
      }),
    commandsInFlight: (id) =>
      step('read commands', () =>
        commands(id)
          .filter(({ outcome }) => outcome === null)
          .map(({ type }): CommandType => type),
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
          }),
          ...settled,
          settled_at: row === undefined || row.outcome === null ? now : row.settled_at,
        });
      }),
    takeKey: (key, command) =>
      step('take key', async () => {
        await session.lock('idempotency_key', key);
        const taken = session.get('idempotency_key', key);
        if (taken === undefined) await session.put('idempotency_key', key, command);
        return taken;
      }),
    insertAudit: async () => {},
    insertOutbox: (command) =>
      step('insert outbox', async () => {
        const { event_id, request_id, type } = command;
        const row = { id: database.nextId(), event_id, request_id, type, body: toCommandMessage(command) };
        await session.put('outbox', String(row.id), row);
      }),

    lockNextBatch: () =>
      step('lock outbox', async () => {
        const rows = session.all('outbox').sort((a, b) => a.id - b.id);
        const oldest = rows.filter((row) => !rows.some((one) => one.request_id === row.request_id && one.id < row.id));
        const free = oldest.filter(({ id }) => !database.isLockedFor(session, `outbox/${id}`)).slice(0, BATCH_SIZE);
        for (const { id } of free) await session.lock('outbox', String(id));
        return free;
      }),
    deleteOutbox: (ids) =>
      step('delete outbox', async () => {
        for (const id of ids) await session.put('outbox', String(id), null);
      }),
    outboxDepth: () => step('count outbox', () => ({ depth: session.all('outbox').length, ageSeconds: 0 })),

    isEnrolled: (id) => step('read child', () => session.get('nursery_child', id) !== undefined),
    countEnrolled: (nurseryId) =>
      step('count children', () => session.all('nursery_child').filter((row) => row.nursery_id === nurseryId).length),
    insertChild: (id, { nursery_id }) =>
      step('insert child', async () => {
        await session.lock('nursery_child', id);
        if (session.get('nursery_child', id) !== undefined) throw new Error('ER_DUP_ENTRY');
        await session.put('nursery_child', id, { request_id: id, nursery_id });
      }),
    deleteChild: (id) =>
      step('delete child', async () => {
        if ((await session.lockRow('nursery_child', id)) !== undefined) await session.put('nursery_child', id, null);
      }),
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
