export { runReconcile } from './at-target.ts';
export { type Difference, type Held, type Settled, SYSTEMS, type System } from './compare.ts';
export { derive, openSystemDatabase, type PlaceTables, type SystemDatabase } from './database.ts';
export { examine, type Sides } from './examine.ts';
export type { Reconciliation } from './reconcile.ts';
export { renderDifferences, renderRun } from './render.ts';
export { carryOut, planRepair } from './repair.ts';
export { DEFAULTS, leftOf, type Run, type RunOptions, runReconcileOn } from './run.ts';
export { openJudgeTable } from './table.ts';
