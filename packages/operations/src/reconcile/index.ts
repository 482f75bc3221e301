export { type Difference, type Held, type Settled, SYSTEMS, type System } from './compare.ts';
export { derive, openSystemDatabase, type PlaceTables, type SystemDatabase } from './database.ts';
export { examine, type Sides } from './examine.ts';
export type { Reconciliation } from './reconcile.ts';
export { carryOut, planRepair } from './repair.ts';
export { DEFAULTS, leftOf, type Run, type RunOptions, runReconcileOn } from './run.ts';
export { openJudgeTable } from './table.ts';
export { FOR_A_PERSON, MEANINGS } from './words.ts';
