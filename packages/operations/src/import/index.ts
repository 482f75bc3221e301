export { historyOf } from './history.ts';
export { isWhole, renderResult } from './render.ts';
export { type ImportResult, runImport } from './run.ts';
export { openImportTable } from './table.ts';
