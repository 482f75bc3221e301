export { type Asker, ask, askLedger } from './ask.ts';
export {
  type AcceptedCommand,
  type Authorise,
  createLedger,
  type Ledger,
  type Limit,
  type OnExpectedStatus,
} from './ledger.ts';
export { limitTables } from './limits.ts';
export { commandRoute } from './route.ts';
