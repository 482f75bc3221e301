export { historyOf } from './loading/history.ts';
export { openImportTable } from './loading/table.ts';
export { columnsOf, OLD_TABLES, type OldRow, type OldTable } from './reading/old-schema.ts';
export { isWhole, renderResult } from './render.ts';
export { type ImportResult, runImport } from './run.ts';
