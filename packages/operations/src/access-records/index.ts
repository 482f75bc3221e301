export { type Check, checkAccessRecords } from './check.ts';
export { accessRecordsOnly, accessRecordsVariables, removalConnection } from './nightly.ts';
export { ACCESS_RECORD_RETENTION_DAYS, firstDayKept, type RemovalConnection, removeAccessRecords } from './remove.ts';
export { renderChecks } from './render.ts';
