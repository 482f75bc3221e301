import { pipelineOf, type Target } from '../target/target.ts';
import { type Run, type RunOptions, runReconcileOn } from './run.ts';

/** Compares a target; repairs if asked to, waits for what that set going, and compares again. */
export const runReconcile = async (target: Target, options: Partial<RunOptions> = {}): Promise<Run> =>
  runReconcileOn(await pipelineOf(target), options);
