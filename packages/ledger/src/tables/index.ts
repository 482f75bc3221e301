export { type CommandRow, commandHistory, commandsInFlight, insertCommand, settleCommand } from './command.ts';
export { type KeyedCommand, type OwnedKey, takeKey } from './idempotency-key.ts';
export { createMysqlStore } from './mysql-store.ts';
export { insertNurseries, lockNursery, type Nursery } from './nursery.ts';
export { BATCH_SIZE, claimDue, insertOutbox, type OutboxDepth, type OutboxRow } from './outbox.ts';
export {
  type ConfirmedState,
  EXPECTED_STATUS,
  expectedOf,
  findRequest,
  insertUnconfirmed,
  knownRound,
  lockRequest,
  type RequestRow,
  updateConfirmed,
  updateExpected,
  waitingBefore,
} from './request.ts';
export type { LedgerTables, OutboxTables, Store } from './store.ts';
