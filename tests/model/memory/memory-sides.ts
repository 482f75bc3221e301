import type { System } from '@enterwait/domain/protocol';
import { askAgain } from '@enterwait/ledger/outbox';
import { expectedOf } from '@enterwait/ledger/tables';
import type { Held, Settled } from '@enterwait/operations/reconcile';
import {
  carryOut,
  derive,
  examine,
  openJudgeTable,
  planRepair,
  type Sides,
  type SystemDatabase,
} from '@enterwait/operations/reconcile';
import { QUEUE_BASE } from '../lambdas.ts';
import type { MemoryAws } from './memory-aws.ts';
import type { MemoryDatabase, StoredCommand } from './memory-database.ts';

const LOST_AFTER_MS = 10 * 60_000;
const QUEUES = {
  enterwait: `${QUEUE_BASE}/EventToEnterwaitQueue`,
  nursery: `${QUEUE_BASE}/EventToNurseryQueue`,
} as const satisfies Record<System, string>;

/** The real comparison and repair between the judge's table and both databases in memory. */
export class MemorySides {
  readonly #aws: MemoryAws;
  readonly #databases: Readonly<Record<System, MemoryDatabase>>;
  readonly #sides: Sides;
  /** A row's version was set back on purpose: until its delivery it does not say what it expects. */
  distrusted = 0;

  constructor(aws: MemoryAws, databases: Readonly<Record<System, MemoryDatabase>>) {
    this.#aws = aws;
    this.#databases = databases;
    this.#sides = {
      table: openJudgeTable(aws.table.client as never, 'EnterwaitApplications'),
      databases: { enterwait: this.#open('enterwait'), nursery: this.#open('nursery') },
    };
  }

  /** Looks once and repairs what differs. @returns the differences, by system */
  async reconcile(lostAfterMs = LOST_AFTER_MS): Promise<ReturnType<typeof planRepair> & { found: string[] }> {
    const ids = new Set([
      ...this.#aws.table.states().map(({ request_id }) => request_id),
      ...Object.values(this.#databases).flatMap(({ rows }) =>
        [rows.request, rows.nursery_child, rows.command].flatMap((table) =>
          [...table.values()].map(({ request_id }) => request_id),
        ),
      ),
    ]);
    const lostBefore = new Date(this.#aws.scheduler.clock() - lostAfterMs);
    const differences = await examine(this.#sides, [...ids], lostBefore);
    const plan = planRepair(differences, { force: false });
    await carryOut(plan, this.#sides, this.#aws.sqs as never, QUEUES);
    const found = differences.map(({ kind, system, request_id, fields = [] }) =>
      [system, kind, request_id, ...fields].join(' '),
    );
    return { ...plan, found };
  }

  #open(system: System): SystemDatabase {
    const { scheduler } = this.#aws;
    const database = this.#databases[system];
    const now = () => new Date(scheduler.clock());
    return {
      ids: () => {
        throw new Error('the model knows all ids');
      },
      held: (ids) =>
        scheduler.io(`mysql-${system} read`, () => new Map(ids.map((id) => [id, heldOf(database, system, id)]))),
      distrust: (id, have, version) =>
        scheduler.io(`mysql-${system} distrust`, () => {
          const row = database.rows.request.get(id);
          if (row?.version !== have || database.isLocked(`request/${id}`)) return false;
          this.distrusted += 1;
          database.rows.request.set(id, { ...row, version });
          return true;
        }),
      askAgain: (id) => database.store.transaction((tables) => askAgain(tables, id, system, now())),
      derive: (id) => database.store.transaction((tables) => derive(tables, system, id)),
      correctNote: async () => {},
      close: async () => {},
    };
  }
}

function heldOf({ rows }: MemoryDatabase, system: System, id: string): Held {
  const row = rows.request.get(id);
  const commands = [...rows.command.values()]
    .filter(({ request_id }) => request_id === id)
    .sort((a, b) => a.seq - b.seq);
  const outbox = new Map([...rows.outbox.values()].map((one) => [one.event_id, one]));
  const settled = commands.filter(({ outcome }) => outcome !== null);
  const applied = settled.filter(({ outcome }) => outcome === 'applied');
  const highest = applied.sort((a, b) => (a.version ?? 0) - (b.version ?? 0)).at(-1);
  const last = settled.sort((a, b) => a.seq - b.seq).at(-1);
  const child = rows.nursery_child.get(id);
  return {
    row: row && {
      status: row.status,
      version: row.version,
      round: row.round,
      expected: expectedOf(row),
      application: row,
      entry: {
        priority_rules: row.priority_rules,
        priority_items: row.priority_items,
        points: row.points,
        tie_points: row.tie_points,
        requested_at: row.requested_at?.toISOString() ?? null,
        queue_key: row.queue_key,
      },
    },
    inFlight: commands
      .filter(({ outcome }) => outcome === null)
      .map(({ event_id, type, round, asked_at }) => {
        const queued = outbox.get(event_id);
        return {
          event_id,
          type,
          round,
          asked_at,
          outbox: queued === undefined ? null : (queued.sent_at ?? queued.created_at),
        };
      }),
    settled: [...new Set([last, highest])].flatMap((one) => (one === undefined ? [] : [settledOf(one)])),
    place: system === 'nursery' ? (child ?? null) : undefined,
  };
}

const settledOf = ({ event_id, outcome, reason, status, version, note }: StoredCommand): Settled => ({
  event_id,
  outcome: outcome ?? 'applied',
  reason,
  status,
  version,
  note,
});
