import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { parseCommand, SYSTEMS, type System } from '@enterwait/domain/protocol';
import { inTransaction, openPool, type Pool } from '@enterwait/http/database';
import { commandHistory, findRequest } from '@enterwait/ledger/tables';
import { asRoot } from '../../support/faults/database-faults.ts';
import { buildReleaseBefore, RELEASE_BEFORE, type ReleaseBefore } from '../../support/faults/release-before.ts';
import { theStack } from '../../support/stack/stack.ts';

// A database of the previous release, with the rows that it wrote, is migrated while that release keeps writing. This release reads
// the rows of both.
const MASTER = { user: 'master_of_upgrade', password: 'of-the-master' };
const PASSWORD = 'of-the-service';
type Row = Record<string, string | number | null>;
interface Rows {
  readonly tables: Record<string, readonly Row[]>;
  readonly pending: readonly { readonly name: string; readonly reads: Record<string, unknown> }[];
}

const databaseOf = (system: System): string => `upgrade_${system}`;
const rowsOf = (system: System): Rows =>
  JSON.parse(readFileSync(join(repositoryRoot, 'tests', 'wire', RELEASE_BEFORE, `rows-${system}.json`), 'utf8'));

let release: ReleaseBefore;
const pools = new Map<System, Pool>();

beforeAll(async () => {
  release = await buildReleaseBefore();
  await asRoot(`CREATE USER '${MASTER.user}'@'%' IDENTIFIED BY '${MASTER.password}'`);
  await asRoot(`GRANT ALL PRIVILEGES ON *.* TO '${MASTER.user}'@'%' WITH GRANT OPTION`);
});

afterAll(async () => {
  release?.remove();
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  for (const system of SYSTEMS) {
    await asRoot(`DROP DATABASE IF EXISTS ${databaseOf(system)}`);
    await asRoot(`DROP DATABASE IF EXISTS ${databaseOf(system)}_access`);
    await asRoot(`DROP USER IF EXISTS '${databaseOf(system)}'@'%'`);
  }
  await asRoot(`DROP USER IF EXISTS '${MASTER.user}'@'%'`);
});

/** Runs a bundle's migration job. @returns the ids of the migrations that it ran */
async function migrate(bundle: string, system: System): Promise<string[]> {
  const { host, ports } = theStack();
  const name = databaseOf(system);
  const { stdout } = await promisify(execFile)(nodeBinary, [bundle, 'migrate'], {
    env: {
      NODE_ENV: 'production',
      HOSTNAME: host,
      DB_PORT: String(ports.database),
      DATABASE: name,
      USERNAME: name,
      PASSWORD,
      MASTER_USERNAME: MASTER.user,
      MASTER_PASSWORD: MASTER.password,
    },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}').migrations;
}

function poolOf(system: System): Pool {
  const { host, ports } = theStack();
  const name = databaseOf(system);
  const pool =
    pools.get(system) ??
    openPool({
      HOSTNAME: host,
      DB_PORT: ports.database,
      USERNAME: name,
      PASSWORD,
      DATABASE: name,
      DB_TLS: 'off',
      DB_POOL_SIZE: 2,
    });
  pools.set(system, pool);
  return pool;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const toSql = (value: string | number | null): string | number | Date | null =>
  typeof value === 'string' && ISO_TIME.test(value) ? new Date(value) : value;

/** Inserts rows with the columns that the previous release knows, as its statements do. */
const enter = (system: System): Promise<void> =>
  inTransaction(poolOf(system), async (tx) => {
    for (const [table, rows] of Object.entries(rowsOf(system).tables)) {
      for (const row of rows) {
        const columns = Object.keys(row);
        const places = columns.map(() => '?').join(', ');
        await tx.execute(
          `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`,
          Object.values(row).map(toSql),
        );
      }
    }
  });

const empty = (system: System): Promise<void> =>
  inTransaction(poolOf(system), async (tx) => {
    for (const table of Object.keys(rowsOf(system).tables)) await tx.execute(`DELETE FROM ${table}`);
  });

/**
 * Compares what this release reads from all rows with what was written.
 * @param migrated rows from before the migration have a place in the line, even those from before there was one
 */
async function expectRead(system: System, { migrated }: { readonly migrated: boolean }): Promise<void> {
  const { tables, pending } = rowsOf(system);
  await inTransaction(poolOf(system), async (tx) => {
    for (const { created_at, updated_at, requested_at, queue_key, ...written } of tables.request ?? []) {
      expect(await findRequest(tx, String(written.request_id))).toMatchObject({
        // Columns that were missing when a row was inserted.
        ...written,
        queue_key: queue_key ?? (migrated ? expect.stringContaining(String(written.request_id)) : null),
        requested_at: requested_at == null ? null : new Date(requested_at),
        created_at: new Date(created_at ?? ''),
        updated_at: new Date(updated_at ?? ''),
      });
    }
    for (const { event_id, request_id, type, outcome = null, version = null, note } of tables.command ?? []) {
      const history = await commandHistory(tx, String(request_id));
      expect(history.find((one) => one.event_id === event_id)).toMatchObject({ type, outcome, version, note });
    }
    for (const { reads } of pending) {
      const history = await commandHistory(tx, String(reads.request_id));
      expect(history.filter(({ outcome }) => outcome === null).map((one) => one.event_id)).toContain(reads.event_id);
    }
    const outbox = await tx.query<{ event_id: string; type: string; body: string }>('SELECT * FROM outbox ORDER BY id');
    expect(outbox).toHaveLength(tables.outbox?.length ?? 0);
    for (const { event_id, type, body } of outbox) {
      const meant = pending.find(({ reads }) => reads.event_id === event_id);
      expect(parseCommand(body, { messageId: '', status: type, sentAt: new Date() })).toMatchObject(meant?.reads ?? {});
    }
  });
}

test.each(SYSTEMS)(
  'the rows of %s are read after the migration, and those that the release before writes after it',
  async (system) => {
    expect((await migrate(release.service(system), system)).length).toBeGreaterThan(0);
    await enter(system);
    const bundle = join(repositoryRoot, 'dist', 'services', system, 'main.mjs');
    await migrate(bundle, system);
    await expectRead(system, { migrated: true });
    expect(await migrate(bundle, system)).toEqual([]);
    // A pod of the previous release starts now: it finds nothing to do, and nothing that it does not understand.
    expect(await migrate(release.service(system), system)).toEqual([]);
    await empty(system);
    await enter(system);
    await expectRead(system, { migrated: false });
  },
);
