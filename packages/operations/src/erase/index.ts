export { runErase, runLeavers } from './at-target.ts';
export { type Leavers, runLeaversOn } from './leavers.ts';
export { RETENTION_DAYS, readEraseOptions } from './options.ts';
export { renderErasure, renderLeavers } from './render.ts';
export type { EraseOptions } from './scope.ts';
export { openEraseDatabase, openFamilyDatabase } from './stores/database.ts';
export { openEraseTable } from './stores/table.ts';
