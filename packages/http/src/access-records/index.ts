export { CSV_HEAD, csvLine } from './csv.ts';
export { mustDeclare, requireDeclared, showing } from './look.ts';
export { monthSchema, recordsOfMonth } from './month.ts';
export {
  type AccessRecord,
  type AccessSeal,
  boundsOfMonth,
  CHAIN_START,
  chain,
  dayInKorea,
  hashOfRecord,
  hashOfSeal,
  type Look,
  startOfDay,
} from './record.ts';
export { accessRecordsRoute } from './route.ts';
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
