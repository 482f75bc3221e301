export { historyOf } from './history.ts';
export { columnsOf, OLD_TABLES, type OldRow, type OldTable } from './old-schema.ts';
export { isWhole, renderResult } from './render.ts';
export { type ImportResult, runImport } from './run.ts';
export { openImportTable } from './table.ts';
