import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forEachAtOnce, waitFor } from '@enterwait/command-line/processes';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import { STATUS, type System } from '@enterwait/domain/protocol';
import {
  catchUp,
  dropAllTables,
  dumpDatabase,
  endMaintenance,
  exportTable,
  type Known,
  knownOf,
  restoreDatabase,
  startMaintenance,
} from '@enterwait/operations/backup';
import { mayOpen, type Run } from '@enterwait/operations/reconcile';
import type { Target } from '@enterwait/operations/target';
import { openProbe, type PipelineProbe } from '../demo/journey.ts';
import { sampleBody } from '../demo/sample.ts';
import { targetOfStack } from '../stack/local-target.ts';
import type { StartedStack } from '../stack/stack.ts';
import { check, overbookedOf, unsentOf } from './losses.ts';

/** The result of a rehearsal. Times are in seconds. */
export interface Drill {
  readonly victim: System;
  /** Applications that were answered 202, before and after the backup was taken. */
  readonly before: number;
  readonly after: number;
  readonly backup: { readonly seconds: number; readonly rows: number; readonly items: number };
  readonly restored: { readonly seconds: number; readonly rows: number };
  /** From the loss of the database until the service was ready again, and until no differences remained and the service was reopened. */
  readonly readySeconds: number;
  readonly cleanSeconds: number;
  /** Rows missing from the backup that were restored from the table. */
  readonly repaired: number;
  /** Commands that the lost database had not sent yet. They are lost with it. */
  readonly unsent: number;
  /** Commands that were refused during maintenance. */
  readonly refused: number;
  /** All of these must be empty. */
  readonly lost: readonly string[];
  readonly disagreeing: readonly string[];
  readonly differences: Run['found']['differences'];
  /** Commands accepted during maintenance, and places that were given away twice. */
  readonly letIn: number;
  readonly overbooked: number;
  /** What else blocked reopening: messages in flight, dead commands. */
  readonly waiting: number;
}

export interface DrillOptions {
  readonly victim: System;
  /** How many applications are sent before and after the backup. */
  readonly applications: number;
  readonly say?: (what: string) => void;
}

const AT_ONCE = 4;
const PATIENCE_MS = 120_000;
/** How many repairs the drill tries before it gives up. */
const REPAIRS = 5;

/**
 * Rehearses the loss of a database on a local stack. It takes a backup while applications come in, kills the service, destroys its whole
 * database and restores it as documented (in maintenance until no differences are found). The table then brings back what came after the
 * backup.
 */
export async function runDrill(
  stack: StartedStack,
  { victim, applications, say = () => {} }: DrillOptions,
): Promise<Drill> {
  const target = targetOfStack(stack);
  const probe = openProbe(stack);
  mkdirSync(stack.stateDir, { recursive: true });
  const folder = mkdtempSync(join(stack.stateDir, 'drill-'));
  try {
    return await rehearse({ stack, target, probe, folder }, victim, applications, say);
  } finally {
    // The folder holds the contents of the databases.
    rmSync(folder, { recursive: true, force: true });
    await probe.close();
    target.close();
  }
}

interface Parts {
  readonly stack: StartedStack;
  readonly target: Target;
  readonly probe: PipelineProbe;
  readonly folder: string;
}

async function rehearse(
  { stack, target, probe, folder }: Parts,
  victim: System,
  applications: number,
  say: (what: string) => void,
): Promise<Drill> {
  const urls = { enterwait: stack.enterwaitDatabaseUrl, nursery: stack.nurseryDatabaseUrl };
  const fileOf = (system: System) => join(folder, `${system}.ndjson.gz`);
  const half = Math.floor(applications / 2);
  const arrival = (bodies: readonly Application[], system: System, status: number) =>
    waitFor(
      async () => {
        const ids = bodies.map(requestIdOf);
        return (await probe.countArrived(system, ids, status)) === ids.length || undefined;
      },
      { timeoutMs: PATIENCE_MS, what: 'arrival' },
    );
  const arrivedEverywhere = async (bodies: readonly Application[], status: number) => {
    await arrival(bodies, 'enterwait', status);
    await arrival(bodies, 'nursery', status);
  };

  say('먼저 있던 차이를 봅니다 (what differs already)');
  const known = await knownOf(target);
  const rivals = await twoForOnePlace(stack, probe);
  await arrivedEverywhere(rivals, STATUS.requested);

  say('신청을 보내며 백업합니다 (backup while applications come in)');
  const early = await send(probe, half);
  const loading = send(probe, applications - half);
  const began = performance.now();
  const [enterwaitRows, nurseryRows, items] = await Promise.all([
    dumpDatabase(urls.enterwait, fileOf('enterwait')),
    dumpDatabase(urls.nursery, fileOf('nursery')),
    exportTable(target.documents, stack.tableName, join(folder, 'table.ndjson.gz')),
  ]);
  const backup = { seconds: since(began), rows: enterwaitRows + nurseryRows, items };
  const quarter = Math.max(1, Math.ceil(half / 4));
  // Some arrive, and only the table can bring them back. Others are still in flight when the database is lost.
  const arrived = [...(await loading), ...(await send(probe, quarter))];
  await arrival(arrived, victim, STATUS.requested);
  // The only place is taken after the backup, so a restored nursery does not know that it is taken.
  await probe.send('Accept', rivals[0]);
  await arrivedEverywhere([rivals[0]], STATUS.accepted);
  const late = [...arrived, ...(await send(probe, quarter))];

  say(`${victim} 데이터베이스를 없앱니다 (the database is destroyed)`);
  await stack.services[victim].kill('SIGKILL');
  const lostAt = performance.now();
  // Commands that were never sent are lost with the database.
  const unsent = new Set(await unsentOf(urls[victim]));
  await dropAllTables(urls[victim]);
  const restoring = performance.now();
  const rows = await restoreDatabase(urls[victim], fileOf(victim));
  await startMaintenance(urls[victim]);
  const restored = { seconds: since(restoring), rows };
  await stack.services[victim].start();
  const readySeconds = since(lostAt);

  say('문을 닫은 채 판정과 비교하고 고칩니다 (behind closed doors: compare with the table and repair)');
  const attempt = () =>
    victim === 'nursery'
      ? statusOf(() => probe.send('Accept', rivals[1]))
      : statusOf(() => probe.send('Request', sampleBody()));
  const attempts = [await attempt()];
  let { repaired, ...obstacles } = await catchUp(
    target,
    { repair: true, settleMs: 1000, patienceMs: PATIENCE_MS },
    known,
  );
  for (let tries = 1; !mayOpen(obstacles) && tries < REPAIRS; tries += 1) {
    const next = await catchUp(target, { repair: true, settleMs: 1000, patienceMs: PATIENCE_MS }, known);
    repaired += next.repaired;
    obstacles = next;
  }
  attempts.push(await attempt());
  if (mayOpen(obstacles)) await endMaintenance(urls[victim]);
  const cleanSeconds = since(lostAt);
  // Reopened: the last place is taken, and the system knows it.
  const after = await statusOf(() => probe.send('Accept', rivals[1]));
  const sent = [...early, ...late].map(requestIdOf).filter((id) => !unsent.has(id));
  const { differences, underWay, deadCommands } = obstacles;
  return {
    victim,
    before: early.length,
    after: late.length,
    backup,
    restored,
    readySeconds,
    cleanSeconds,
    repaired,
    unsent: unsent.size,
    refused: attempts.filter((status) => status === CLOSED).length,
    letIn: attempts.filter((status) => status !== CLOSED).length,
    overbooked: (after === FULL ? 0 : 1) + (await overbookedOf(target, rivals)),
    waiting: underWay + deadCommands,
    ...(await check(target, urls, sent)),
    differences: differences.filter(({ request_id }) => !isKnown(known, request_id)),
  };
}

const isKnown = ({ requestIds }: Known, requestId: string): boolean => requestIds.has(requestId);
const [CLOSED, FULL] = ['503 maintenance', '409 nursery-full'];

/** Two children, and a daycare with one place. */
async function twoForOnePlace(stack: StartedStack, probe: PipelineProbe): Promise<readonly [Application, Application]> {
  const nursery_id = `D${String(Date.now()).slice(-5)}`;
  const response = await fetch(`${stack.nurseryUrl}/admin/nurseries/${nursery_id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.adminToken}` },
    body: JSON.stringify({ name: '복원 연습', address: '', capacity: 1 }),
  });
  if (!response.ok) throw new Error(`PUT /admin/nurseries: ${response.status}`);
  const rivals = [
    { ...sampleBody(), nursery_id },
    { ...sampleBody(), nursery_id },
  ] as const;
  for (const rival of rivals) await probe.send('Request', rival);
  return rivals;
}

/** The answer to a command: `202`, or the status and code of the refusal. */
async function statusOf(send: () => Promise<unknown>): Promise<string> {
  try {
    await send();
    return '202';
  } catch (error) {
    const [, status, code] =
      /HTTP (\d+)\n.*"code":"([a-z-]+)"/s.exec(error instanceof Error ? error.message : '') ?? [];
    if (status === undefined) throw error;
    return `${status} ${code}`;
  }
}

const since = (start: number): number => (performance.now() - start) / 1000;

/** Sends `count` applications, a few at a time. @returns what was sent; each was answered 202 */
async function send(probe: PipelineProbe, count: number): Promise<Application[]> {
  const bodies = Array.from({ length: count }, () => sampleBody());
  await forEachAtOnce(bodies, AT_ONCE, async (body) => {
    await probe.send('Request', body);
  });
  return bodies;
}
