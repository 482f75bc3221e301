import { pipelineOf, type Target } from '../target/target.ts';
import { type Run, type RunOptions, runReconcileOn } from './run.ts';

/** Compares a target. If asked to, it repairs the differences, waits for the effects, and compares again. */
export const runReconcile = async (target: Target, options: Partial<RunOptions> = {}): Promise<Run> =>
  runReconcileOn(await pipelineOf(target), options);
