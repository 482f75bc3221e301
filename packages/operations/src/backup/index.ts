export { dropAllTables, dumpDatabase, restoreDatabase } from './dump.ts';
export { catchUp, closeDoors, closedSince, type Known, knownOf, openDoors } from './maintenance.ts';
export { exportTable } from './table.ts';
