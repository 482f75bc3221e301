import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import {
  type CommandType,
  deliveryFactsOf,
  judge,
  NO_STATE,
  type Origin,
  type State,
  stateAfter,
} from '@enterwait/domain/protocol';
import type { Principal } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import { createApp } from '@enterwait/http/app';
import { openPool, type Pool } from '@enterwait/http/database';
import { migrate } from '@enterwait/http/migrations';
import { createLogger, createMetrics, type Metrics } from '@enterwait/http/server';
import { createLedger, type Ledger } from '@enterwait/ledger/commands';
import { requestsRoute } from '@enterwait/ledger/requests';
import type { OwnRules } from '@enterwait/ledger/service';
import { createMysqlStore } from '@enterwait/ledger/tables';
import { v7 as uuidv7 } from 'uuid';
import { createScratchDatabase, migrationFolders } from '../stack/scratch-database.ts';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export interface Visited {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
}

/**
 * One of the two systems over a database of its own, without a pipeline: the test itself judges the commands, and decides when the outcome
 * arrives. Its pages and its API are the product's.
 */
export interface LoneSystem {
  readonly pool: Pool;
  readonly ledger: Ledger;
  /** Asks a command here; it stays in flight until `decide`. */
  ask(type: CommandType, application: Application, round?: number): Promise<string>;
  /** Judges the oldest command of an application without an outcome, or one from another system, and delivers the outcome. */
  decide(application: Application, other?: { type: CommandType; origin: Origin; body?: Application }): Promise<void>;
  /** Does and commits `work` after the next statement that matches and before the statement behind it. */
  interrupt(statement: RegExp, work: () => Promise<void>): void;
  get(path: string, as: Principal): Promise<Visited>;
  post(path: string, as: Principal, form: Record<string, string>): Promise<Visited>;
  stop(): Promise<void>;
}

export interface LoneSystemOptions<Own extends object> {
  readonly name: 'enterwait' | 'nursery';
  /** The name of its database, which no other test uses. */
  readonly database: string;
  readonly own: OwnRules<Own>;
  readonly routes: (parts: {
    pool: Pool;
    ledger: Ledger;
    metrics: Metrics;
    defaultCapacity: number;
  }) => readonly Route[];
  readonly site: Parameters<typeof createApp>[0]['pages'];
}

export async function startLoneSystem<Own extends object>({
  name,
  database,
  own,
  routes,
  site,
}: LoneSystemOptions<Own>): Promise<LoneSystem> {
  const scratch = await createScratchDatabase(database);
  await migrate(scratch.config, migrationFolders(name));
  const direct = openPool({ ...scratch.config, DB_POOL_SIZE: 4 });
  const behind = openPool({ ...scratch.config, DB_POOL_SIZE: 4 });
  let interruption: { statement: RegExp; work: () => Promise<void> } | undefined;
  const pool = interrupted(behind, async (sql) => {
    if (interruption?.statement.test(sql) !== true) return;
    const { work } = interruption;
    interruption = undefined;
    await work();
  });

  const ledgerOn = (one: Pool): Ledger =>
    createLedger({
      store: createMysqlStore<Own>(one, own.tables),
      origin: name,
      namesRounds: name === 'nursery',
      ...(own.onExpectedStatus === undefined
        ? {}
        : { onExpectedStatus: own.onExpectedStatus({ DEFAULT_CAPACITY: 20 }) }),
      ...(own.authorise === undefined ? {} : { authorise: own.authorise }),
    });
  const [ledger, deliveries] = [ledgerOn(pool), ledgerOn(direct)];
  const states = new Map<string, State>();

  let principal: Principal | undefined;
  const metrics = createMetrics(name);
  const app = createApp({
    info: { title: name, version: '1', description: name },
    logger: createLogger(name, 'silent'),
    metrics,
    authenticate: async () =>
      principal === undefined ? undefined : { principal, person: { name: '김민준', email: 'user@email.com' } },
    pages: site,
    routes: [
      ...routes({ pool, ledger, metrics, defaultCapacity: 20 }),
      requestsRoute(pool, ['parent', 'staff', 'program']),
    ],
  });
  const server: Server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const visit = async (path: string, as: Principal, init: RequestInit): Promise<Visited> => {
    principal = as;
    const response = await fetch(url + path, { redirect: 'manual', ...init });
    return { status: response.status, text: await response.text(), location: response.headers.get('location') };
  };

  return {
    pool,
    ledger,
    async ask(type, application, round) {
      return (await ledger.command(type, application, { traceparent: TRACE, round })).event_id;
    },
    async decide(application, other) {
      const requestId = requestIdOf(application);
      const [rows] = await direct.query(
        'SELECT event_id, type, origin, round FROM command WHERE request_id = ? AND outcome IS NULL ORDER BY seq LIMIT 1',
        [requestId],
      );
      const [open] = rows as { event_id: string; type: CommandType; origin: Origin; round: number | null }[];
      const asked = other === undefined ? open : { event_id: uuidv7(), round: null, ...other };
      if (asked === undefined) throw new Error('nothing was asked');
      const event = judge(
        states.get(requestId) ?? NO_STATE,
        {
          event_id: asked.event_id,
          request_id: requestId,
          type: asked.type,
          origin: asked.origin,
          occurred_at: new Date().toISOString(),
          application: other?.body ?? application,
          ...(asked.round === null ? {} : { round: asked.round }),
        },
        new Date(),
      );
      states.set(requestId, stateAfter(event));
      await deliveries.deliver(deliveryFactsOf(event), event.application);
    },
    interrupt(statement, work) {
      interruption = { statement, work };
    },
    get: (path, as) => visit(path, as, {}),
    post: (path, as, form) =>
      visit(path, as, {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', origin: url },
        body: new URLSearchParams(form),
      }),
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await Promise.all([direct.end(), behind.end()]);
      await scratch.drop();
    },
  };
}

/** The pool with a listener that hears of each statement when it is done, before its transaction goes on. */
function interrupted(pool: Pool, afterStatement: (sql: string) => Promise<void>): Pool {
  const bound = (target: object, name: PropertyKey): unknown => {
    const value: unknown = Reflect.get(target, name);
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name !== 'getConnection') return bound(target, name);
      return async () =>
        new Proxy(await target.getConnection(), {
          get(connection, method) {
            if (method !== 'execute') return bound(connection, method);
            return async (sql: string, values: never[]) => {
              const result = await connection.execute(sql, values);
              await afterStatement(sql);
              return result;
            };
          },
        });
    },
  });
}
