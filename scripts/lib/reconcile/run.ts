import { countOf } from '@enterwait/operations';
import { StackError } from '../../../localstack/errors.ts';
import type { Target } from '../target.ts';
import { openSystemDatabase } from './database.ts';
import type { Sides } from './examine.ts';
import { type ReconcileOptions, type Reconciliation, reconcile, settle } from './reconcile.ts';
import { carryOut, type Plan, planRepair } from './repair.ts';
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
  readonly repaired?: { readonly plan: Plan; readonly sent: number; readonly after: Reconciliation };
}

/** The table and both databases. */
export async function openSides({
  documents,
  outputs,
  databaseUrls,
}: Target): Promise<Sides & { close(): Promise<void> }> {
  const urls = await databaseUrls();
  const databases = {
    enterwait: openSystemDatabase('enterwait', urls.enterwait),
    nursery: openSystemDatabase('nursery', urls.nursery),
  };
  return {
    table: openJudgeTable(documents, outputs.table_name),
    databases,
    close: async () => {
      await Promise.all([databases.enterwait.close(), databases.nursery.close()]);
    },
  };
}

/** Compares; repairs if asked to, waits for the deliveries and compares again. */
export async function runReconcile(target: Target, wishes: Partial<RunOptions> = {}): Promise<Run> {
  const { queue_urls } = target.outputs;
  const queueUrl = (name: string): string => {
    const url = queue_urls[name];
    if (url === undefined) throw new StackError('NOT_APPLIED', `${name}: Terraform 출력에 없음 (not in the outputs)`);
    return url;
  };
  const queues = { enterwait: queueUrl('EventToEnterwaitQueue'), nursery: queueUrl('EventToNurseryQueue') };
  const watched = [queueUrl('IntegrateEventQueue'), queues.enterwait, queues.nursery];
  const underWay = async (): Promise<number> => {
    const counts = await Promise.all(watched.map((url) => countOf(target.sqs, url)));
    return counts.reduce((sum, { visible, hidden }) => sum + visible + hidden, 0);
  };
  const options = { ...DEFAULTS, ...wishes, underWay };
  const sides = await openSides(target);
  try {
    const found = await reconcile(sides, options);
    if (options.repair === 'no' || found.differences.length === 0) return { found };
    const plan = planRepair(found.differences, { force: options.repair === 'force' });
    const sent = await carryOut(plan, sides, target.sqs, queues);
    if (sent > 0) {
      const ids = [...plan.states, ...plan.outcomes].map(({ request_id }) => request_id);
      await settle(sides, [...new Set(ids)], options);
    }
    return { found, repaired: { plan, sent, after: await reconcile(sides, options) } };
  } finally {
    await sides.close();
  }
}
