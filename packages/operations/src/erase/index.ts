/** A family's data erased everywhere (개인정보 파기): from the command line, and at night in the cluster. */
export * from './database.ts';
export * from './errors.ts';
export * from './leavers.ts';
export * from './run.ts';
export * from './table.ts';
export * from './wishes.ts';
