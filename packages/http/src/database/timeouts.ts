import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Pool } from 'mysql2/promise';
import { DeadlineError } from '../server/deadline.ts';

/** Time-outs for a database, in ms each. */
export interface DatabaseTimeouts {
  /** For a new connection: TCP, TLS, greeting and login. */
  readonly connectMs: number;
  /** For getting a connection from the pool, new or reused. */
  readonly acquireMs: number;
  /** For a whole statement. */
  readonly statementMs: number;
}

/** People wait for a service's queries. */
export const SERVICE_TIMEOUTS: DatabaseTimeouts = { connectMs: 5_000, acquireMs: 5_000, statementMs: 10_000 };
/** Operators' and nightly queries may scan whole tables, but must still end. */
export const OPERATION_TIMEOUTS: DatabaseTimeouts = { connectMs: 5_000, acquireMs: 60_000, statementMs: 120_000 };

/** Parts of mysql2's connections and pools that its types do not declare. */
interface CoreConnection extends EventEmitter {
  readonly stream: Socket;
  addCommand(command: EventEmitter): EventEmitter;
  release(): void;
}
type OnConnection = (error: Error | null, connection?: CoreConnection) => void;
interface CorePool extends EventEmitter {
  getConnection(callback: OnConnection): void;
}

/**
 * Limits every wait of a pool for every user of it: transactions, the pool's own `query`, the accounts library. mysql2
 * itself only limits connecting. Its `timeout` of a query leaves the connection stuck in that statement, with
 * everything queued behind it, and does not cover preparing.
 */
export function limitPool(pool: Pool, { acquireMs, statementMs }: Omit<DatabaseTimeouts, 'connectMs'>): void {
  const core = pool.pool as unknown as CorePool;
  limitAcquiring(core, acquireMs);
  core.on('connection', (connection: CoreConnection) => limitConnection(connection, statementMs));
}

/**
 * Limits each statement of a connection, from start to end. A statement that is too late ends the connection, and everything queued on it
 * fails. Nobody gets that connection again, and the server rolls back when it notices.
 */
function limitConnection(connection: CoreConnection, statementMs: number): void {
  // The pool drops a connection at its first error; a second error must not end the process.
  connection.on('error', () => {});
  const add = connection.addCommand;
  connection.addCommand = (command) => {
    const tooLate = (): void => {
      connection.stream.destroy(new DeadlineError('a statement', statementMs));
    };
    const timer = setTimeout(tooLate, statementMs);
    // The open connection keeps the process alive, not this timer.
    timer.unref();
    command.once('end', () => clearTimeout(timer));
    return add.call(connection, command);
  };
}

function limitAcquiring(pool: CorePool, ms: number): void {
  const acquire = pool.getConnection.bind(pool);
  pool.getConnection = (callback) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      callback(new DeadlineError('waiting for a connection to the database', ms));
    }, ms);
    acquire((error, connection) => {
      clearTimeout(timer);
      if (isLate) connection?.release();
      else callback(error, connection);
    });
  };
}
