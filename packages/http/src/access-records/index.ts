export { CSV_HEAD, csvLine } from './csv.ts';
export { monthSchema, recordsOfMonth } from './month.ts';
export {
  type AccessEvent,
  type AccessRecord,
  type AccessSeal,
  CHAIN_START,
  chain,
  hashOfRecord,
  hashOfSeal,
} from './record.ts';
export { mustDeclare, requireDeclared, showing } from './record-accesses.ts';

export { RECORDS_MIGRATION, recordsSetup } from './setup.ts';
export {
  countByViewer,
  findRecordPlace,
  insertRecords,
  type RecordConnection,
  type RecordPlace,
  recordConnection,
  type ViewerCounts,
} from './table.ts';
export { createAccessRecords } from './writer.ts';
