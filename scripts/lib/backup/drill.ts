import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requestIdOf } from '@enterwait/domain';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import type { StartedStack } from '../../../localstack/stack.ts';
import { waitFor } from '../../../localstack/wait.ts';
import { type System, type Traveller, travellerOf } from '../journey.ts';
import { type Run, runReconcile } from '../reconcile/run.ts';
import { openJudgeTable } from '../reconcile/table.ts';
import { sampleBody } from '../sample.ts';
import { type Target, targetOfStack } from '../target.ts';
import { dropAllTables, dumpDatabase, restoreDatabase } from './dump.ts';
import { exportTable } from './table.ts';

/** What was rehearsed. Times in seconds. */
export interface Drill {
  readonly victim: System;
  /** Applications that were answered 202, before and after the backup was taken. */
  readonly before: number;
  readonly after: number;
  readonly backup: { readonly seconds: number; readonly rows: number; readonly items: number };
  readonly restored: { readonly seconds: number; readonly rows: number };
  /** From the loss of the database until the service was ready again, and until nothing differed. */
  readonly readySeconds: number;
  readonly cleanSeconds: number;
  /** What the backup did not have, brought back from the table. */
  readonly repaired: number;
  /** All of these must be nothing. */
  readonly lost: readonly string[];
  readonly disagreeing: readonly string[];
  readonly differences: Run['found']['differences'];
}

export interface DrillOptions {
  readonly victim: System;
  /** How many applications are sent around the backup. */
  readonly applications: number;
  readonly say?: (what: string) => void;
}

const AT_ONCE = 4;
const REQUESTED = 1;

/**
 * Rehearses the loss of a database on a local stack: takes a backup while applications come in, destroys everything in one system's
 * database, restores it, and lets the table bring back what came after the backup.
 */
export async function runDrill(
  stack: StartedStack,
  { victim, applications, say = () => {} }: DrillOptions,
): Promise<Drill> {
  const target = targetOfStack(stack);
  const traveller = travellerOf(stack);
  mkdirSync(stack.stateDir, { recursive: true });
  const folder = mkdtempSync(join(stack.stateDir, 'drill-'));
  try {
    return await rehearse({ stack, target, traveller, folder }, victim, applications, say);
  } finally {
    // It holds what the databases hold.
    rmSync(folder, { recursive: true, force: true });
    await traveller.close();
    target.close();
  }
}

interface Parts {
  readonly stack: StartedStack;
  readonly target: Target;
  readonly traveller: Traveller;
  readonly folder: string;
}

async function rehearse(
  { stack, target, traveller, folder }: Parts,
  victim: System,
  applications: number,
  say: (what: string) => void,
): Promise<Drill> {
  const urls = { enterwait: stack.enterwaitDatabaseUrl, nursery: stack.nurseryDatabaseUrl };
  const fileOf = (system: System) => join(folder, `${system}.ndjson.gz`);
  const half = Math.floor(applications / 2);

  say('신청을 보내며 백업합니다 (backup while applications come in)');
  const early = await send(traveller, half);
  const loading = send(traveller, applications - half);
  const began = performance.now();
  const [enterwaitRows, nurseryRows, items] = await Promise.all([
    dumpDatabase(urls.enterwait, fileOf('enterwait')),
    dumpDatabase(urls.nursery, fileOf('nursery')),
    exportTable(target.documents, stack.tableName, join(folder, 'table.ndjson.gz')),
  ]);
  const backup = { seconds: since(began), rows: enterwaitRows + nurseryRows, items };
  const quarter = Math.max(1, Math.ceil(half / 4));
  // Some arrive, and only the table can bring them back; some are still on their way when the database is lost.
  const arrived = [...(await loading), ...(await send(traveller, quarter))];
  await waitFor(
    async () => (await traveller.countArrived(victim, arrived, REQUESTED)) === arrived.length || undefined,
    {
      timeoutMs: 120_000,
      what: 'arrival',
    },
  );
  const late = [...arrived, ...(await send(traveller, quarter))];
  const sent = [...early, ...late];
  // What was never sent is what a database can take with it; the relay needs milliseconds.
  await waitFor(async () => ((await outboxOf(urls[victim])) === 0 ? true : undefined), {
    timeoutMs: 60_000,
    what: 'outbox',
  });

  say(`${victim} 데이터베이스를 없앱니다 (the database is destroyed)`);
  await stack.services[victim].stop();
  const lostAt = performance.now();
  await dropAllTables(urls[victim]);
  const restoring = performance.now();
  const rows = await restoreDatabase(urls[victim], fileOf(victim));
  const restored = { seconds: since(restoring), rows };
  await stack.services[victim].start();
  const readySeconds = since(lostAt);

  say('판정과 비교하고 고칩니다 (compare with the table and repair)');
  const run = await runReconcile(target, { repair: 'yes', settleMs: 1000, patienceMs: 120_000 });
  const cleanSeconds = since(lostAt);
  const { differences } = run.repaired?.after ?? run.found;
  return {
    victim,
    before: early.length,
    after: late.length,
    backup,
    restored,
    readySeconds,
    cleanSeconds,
    repaired: run.repaired?.sent ?? 0,
    ...(await check(target, urls, sent)),
    differences,
  };
}

const since = (start: number): number => (performance.now() - start) / 1000;

/** Sends so many applications, a few at a time. @returns their ids, each answered 202 */
async function send(traveller: Traveller, count: number): Promise<string[]> {
  const bodies = Array.from({ length: count }, () => sampleBody());
  const left = [...bodies];
  const worker = async () => {
    for (let body = left.pop(); body; body = left.pop()) await traveller.send('Request', body);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return bodies.map(requestIdOf);
}

/** Whether each application that was answered 202 stands in the table and in both systems, as one and the same. */
async function check(
  target: Target,
  urls: Readonly<Record<System, string>>,
  sent: readonly string[],
): Promise<Pick<Drill, 'lost' | 'disagreeing'>> {
  const states = await openJudgeTable(target.documents, target.outputs.table_name).states(sent);
  const held = await Promise.all(Object.values(urls).map((url) => versionsOf(url, sent)));
  return {
    lost: sent.filter((id) => states.get(id)?.status !== REQUESTED),
    disagreeing: sent.filter((id) => held.some((rows) => rows.get(id) !== states.get(id)?.version)),
  };
}

async function versionsOf(url: string, ids: readonly string[]): Promise<Map<string, number>> {
  return withPool(url, async (query) => {
    const rows = await query('SELECT request_id, version FROM request WHERE request_id IN (?)', [ids]);
    return new Map(rows.map(({ request_id, version }) => [String(request_id), Number(version)]));
  });
}

const outboxOf = (url: string): Promise<number> =>
  withPool(url, async (query) => Number((await query('SELECT COUNT(*) AS n FROM outbox', []))[0]?.n));

async function withPool<T>(
  url: string,
  work: (query: (sql: string, values: unknown[]) => Promise<RowDataPacket[]>) => Promise<T>,
): Promise<T> {
  const pool = createPool({ uri: url, connectionLimit: 1 });
  try {
    return await work(async (sql, values) => (await pool.query<RowDataPacket[]>(sql, values))[0]);
  } finally {
    await pool.end();
  }
}
