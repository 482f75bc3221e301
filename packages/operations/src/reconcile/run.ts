import { setTimeout as delay } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { COMMAND_QUEUE, DELIVERY_QUEUES, plainQueueName, SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { PipelineQueues } from '../queues/queues.ts';
import { countOf } from '../queues/receiving.ts';
import { openSystemDatabase } from './database.ts';
import type { Sides } from './examining/examine.ts';
import { type ReconcileOptions, type Reconciliation, reconcile, settle } from './reconcile.ts';
import { carryOut, type Plan, planRepair, ReconcileError, type Repaired } from './repair.ts';
import { openJudgeTable } from './table.ts';

export interface RunOptions extends Omit<ReconcileOptions, 'underWay'> {
  readonly repair: 'no' | 'yes' | 'force';
}

export const DEFAULTS: RunOptions = {
  pageSize: 500,
  lostAfterMs: 10 * 60_000,
  settleMs: 5000,
  patienceMs: 60_000,
  max: 10_000,
  repair: 'no',
};

export interface Run {
  readonly found: Reconciliation;
  readonly repaired?: Repaired & { readonly plan: Plan; readonly after: Reconciliation };
}

/** The remaining differences. */
export const leftOf = (run: Run): Reconciliation => run.repaired?.after ?? run.found;

/** A pipeline, and both databases. */
export interface Pipeline {
  readonly documents: Pick<DynamoDBDocumentClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly tableName: string;
  readonly queues: Pick<PipelineQueues, 'queue_urls'>;
  /** `mysql://…` */
  readonly databaseUrls: Readonly<Record<System, string>>;
  /** Makes the databases read-only, for comparing only. */
  readonly readOnly?: boolean;
}

/** The table and both databases. */
function openSides({
  documents,
  tableName,
  databaseUrls,
  readOnly = false,
}: Omit<Pipeline, 'sqs' | 'queues'>): Sides & {
  close(): Promise<void>;
} {
  const databases = {
    enterwait: openSystemDatabase('enterwait', databaseUrls.enterwait, { readOnly }),
    nursery: openSystemDatabase('nursery', databaseUrls.nursery, { readOnly }),
  };
  return {
    table: openJudgeTable(documents, tableName),
    databases,
    close: async () => {
      await Promise.all([databases.enterwait.close(), databases.nursery.close()]);
    },
  };
}

/** Compares; if asked to, repairs, waits for the effects, and compares again. */
export async function runReconcileOn(pipeline: Pipeline, overrides: Partial<RunOptions> = {}): Promise<Run> {
  const { sqs, queues } = pipeline;
  const urlOf = (name: string): string => {
    const url = queues.queue_urls[name];
    if (url === undefined) throw new ReconcileError(`${name}: 없는 큐 (no such queue)`);
    return url;
  };
  const deliveries = { enterwait: urlOf(DELIVERY_QUEUES.enterwait), nursery: urlOf(DELIVERY_QUEUES.nursery) };
  const watched = [urlOf(plainQueueName(COMMAND_QUEUE)), deliveries.enterwait, deliveries.nursery];
  const underWay = async (): Promise<number> => {
    const counts = await Promise.all(watched.map((url) => countOf(sqs, url)));
    return counts.reduce((sum, { visible, hidden }) => sum + visible + hidden, 0);
  };
  const options = { ...DEFAULTS, ...overrides, underWay };
  const sides = openSides(pipeline);
  try {
    const found = await reconcile(sides, options);
    if (options.repair === 'no' || found.differences.length === 0) return { found };
    const plan = planRepair(found.differences, { force: options.repair === 'force' });
    const repaired = await carryOut(plan, sides, sqs, deliveries);
    await answered(sides, plan.asked, options.patienceMs);
    const ids = [...plan.states, ...plan.outcomes].map(({ request_id }) => request_id);
    if (ids.length > 0) await settle(sides, [...new Set(ids)], options);
    return { found, repaired: { ...repaired, plan, after: await reconcile(sides, options) } };
  } finally {
    await sides.close();
  }
}

const LOOK_EVERY_MS = 500;

/** Waits until these commands have their answers: the relay sends them within a second, and the judge decides. */
async function answered({ databases }: Sides, asked: Plan['asked'], patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (const system of SYSTEMS) {
    let waiting = new Set(asked.filter((one) => one.system === system).map(({ event_id }) => event_id));
    const ids = [...new Set(asked.filter((one) => one.system === system).map(({ request_id }) => request_id))];
    while (waiting.size > 0) {
      const held = await databases[system].held(ids);
      const open = new Set([...held.values()].flatMap(({ inFlight }) => inFlight.map(({ event_id }) => event_id)));
      waiting = new Set([...waiting].filter((id) => open.has(id)));
      if (waiting.size === 0 || performance.now() >= deadline) break;
      await delay(LOOK_EVERY_MS);
    }
  }
}
