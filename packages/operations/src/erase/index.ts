export { openEraseDatabase } from './database.ts';
export { EraseError } from './errors.ts';
export { type Leavers, type LeaverWishes, runLeaversOn } from './leavers.ts';
export { type Erasure, runEraseOn, type Stores } from './run.ts';
export { openEraseTable } from './table.ts';
export type { EraseWishes, Whose } from './wishes.ts';
