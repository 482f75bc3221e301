export { type Bound, bind } from './bound.ts';
export {
  connectionOptions,
  errorCode,
  inSnapshot,
  inTransaction,
  openPool,
  type Pool,
  type PoolSettings,
  prepareConnections,
  type Transaction,
} from './database.ts';
export { beginningWith, containing } from './like.ts';
export { takes } from './password.ts';
export { limitPool, OPERATION_TIMEOUTS } from './timeouts.ts';
export { masterVariables, prepareUser } from './user.ts';
