export { dropAllTables, dumpDatabase, restoreDatabase } from './dump.ts';
export { catchUp, closedSince, endMaintenance, type Known, knownOf, startMaintenance } from './maintenance.ts';
export { exportTable } from './table.ts';
