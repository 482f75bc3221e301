export { submit, submitCommand } from './ask.ts';
export type { Authorise, Limit, OnExpectedStatus } from './hooks.ts';
export { type AcceptedCommand, createLedger, type Ledger } from './ledger.ts';
export { limitTables } from './limits.ts';
export { commandRoute } from './route.ts';
