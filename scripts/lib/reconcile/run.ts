import { type Pipeline, type Run, type RunOptions, runReconcileOn } from '@enterwait/operations/reconcile';
import type { Target } from '../target.ts';

const pipelineOf = async ({ documents, sqs, outputs, databaseUrls }: Target): Promise<Pipeline> => ({
  documents,
  sqs,
  tableName: outputs.table_name,
  queues: outputs,
  databaseUrls: await databaseUrls(),
});

/** Compares a target; repairs if asked to, waits for what that set going, and compares again. */
export const runReconcile = async (target: Target, wishes: Partial<RunOptions> = {}): Promise<Run> =>
  runReconcileOn(await pipelineOf(target), wishes);
