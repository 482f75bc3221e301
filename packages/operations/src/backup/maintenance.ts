import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { waitUntilEmpty } from '../queues/draining.ts';
import { countOf } from '../queues/receiving.ts';
import { runReconcile } from '../reconcile/at-target.ts';
import type { Obstacles } from '../reconcile/examining/obstacles.ts';
import { leftOf } from '../reconcile/run.ts';
import type { Target } from '../target/target.ts';

/** Creates the table: a restored database may be older than it. */
const TABLE = join(repositoryRoot, 'packages', 'ledger', 'sql', '006_maintenance.sql');

async function on<T>(url: string, work: (connection: Awaited<ReturnType<typeof createConnection>>) => Promise<T>) {
  const connection = await createConnection({ uri: url, timezone: 'Z' });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** Puts all processes of a system into maintenance. Also works on a database that has no service yet. Safe to repeat. */
export const startMaintenance = (url: string): Promise<void> =>
  on(url, async (connection) => {
    await connection.query(readFileSync(TABLE, 'utf8'));
    await connection.query('INSERT IGNORE INTO maintenance (closed_at) VALUES (UTC_TIMESTAMP(3))');
  });

/** @returns whether the system was in maintenance */
export const endMaintenance = (url: string): Promise<boolean> =>
  on(url, async (connection) => {
    const [{ affectedRows }] = await connection.query<ResultSetHeader>('DELETE FROM maintenance');
    return affectedRows > 0;
  });

/** The start of the maintenance. Undefined: the system is not in maintenance. */
export const closedSince = (url: string): Promise<Date | undefined> =>
  on(url, async (connection) => {
    const [rows] = await connection.query<(RowDataPacket & { closed_at: Date })[]>('SELECT closed_at FROM maintenance');
    return rows[0]?.closed_at;
  });

/** Differences from before the restore, which do not count. */
export interface Known {
  readonly requestIds: ReadonlySet<string>;
  readonly deadCommands: number;
}
const NOTHING_KNOWN: Known = { requestIds: new Set(), deadCommands: 0 };

const deadCommandsOf = async ({ sqs, outputs }: Target): Promise<number> => {
  const url = outputs.dead_letter_queue_urls.IntegrateEventQueue;
  if (url === undefined) return 0;
  const { visible, hidden } = await countOf(sqs, url);
  return visible + hidden;
};

/** The differences at present, before anything is done. */
export async function knownOf(target: Target): Promise<Known> {
  const { found } = await runReconcile(target, { settleMs: 1000 });
  return {
    requestIds: new Set(found.differences.map(({ request_id }) => request_id)),
    deadCommands: await deadCommandsOf(target),
  };
}

/**
 * Brings a restored system up to date with the judge, and reports what is left. Messages in flight are delivered first
 * (one may be a command that the system no longer knows), then differences are repaired; in the end there must be none.
 * @throws UserError (`IN_FLIGHT`) while the queues do not empty
 */
export async function catchUp(
  target: Target,
  { repair, settleMs, patienceMs }: { repair: boolean; settleMs?: number; patienceMs: number },
  known: Known = NOTHING_KNOWN,
): Promise<Obstacles & { readonly repaired: number }> {
  const left = await waitUntilEmpty(target.sqs, target.outputs, patienceMs);
  if (left.length > 0) {
    throw new UserError('IN_FLIGHT', `비지 않는 큐 (queues that do not empty): ${left.join(', ')}`);
  }
  const options = { patienceMs, ...(settleMs === undefined ? {} : { settleMs }) };
  const run = await runReconcile(target, { ...options, repair: repair ? 'yes' : 'no' });
  const after = leftOf(run);
  return {
    repaired: (run.repaired?.sent ?? 0) + (run.repaired?.asked ?? 0) + (run.repaired?.corrected ?? 0),
    differences: after.differences.filter(({ request_id }) => !known.requestIds.has(request_id)),
    underWay: after.underWay,
    deadCommands: Math.max(0, (await deadCommandsOf(target)) - known.deadCommands),
  };
}
