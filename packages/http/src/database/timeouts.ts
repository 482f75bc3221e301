import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Pool } from 'mysql2/promise';
import { DeadlineError } from '../server/deadline.ts';

/** How long is waited for a database, ms each. */
export interface DatabaseTimeouts {
  /** For a new connection: TCP, TLS, greeting and login. */
  readonly connectMs: number;
  /** For a connection of the pool, a new one or one that others use. */
  readonly acquireMs: number;
  /** For the whole of a statement. */
  readonly statementMs: number;
}

/** People wait for what a service asks. */
export const SERVICE_TIMEOUTS: DatabaseTimeouts = { connectMs: 5_000, acquireMs: 5_000, statementMs: 10_000 };
/** What is asked by hand or at night may scan whole tables, and still ends. */
export const OPERATION_TIMEOUTS: DatabaseTimeouts = { connectMs: 5_000, acquireMs: 60_000, statementMs: 120_000 };

/** What mysql2's types do not tell of its connections and pools. */
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
 * Limits every wait of a pool, whoever waits: transactions, the pool's own `query`, the library of the accounts. mysql2 itself limits only
 * connecting; its `timeout` of a query leaves the connection stuck in that statement, with everything that is asked after it, and does not
 * cover preparing.
 */
export function limitPool(pool: Pool, { acquireMs, statementMs }: Omit<DatabaseTimeouts, 'connectMs'>): void {
  const core = pool.pool as unknown as CorePool;
  limitAcquiring(core, acquireMs);
  core.on('connection', (connection: CoreConnection) => limitConnection(connection, statementMs));
}

/**
 * Limits each statement of a connection, from its asking to its end. One that is too late ends the connection, and all that was asked on
 * it fails: nobody gets it again, and the server rolls back when it notices.
 */
function limitConnection(connection: CoreConnection, statementMs: number): void {
  // The pool lets go of a connection at its first error; a second one must not end the process.
  connection.on('error', () => {});
  const add = connection.addCommand;
  connection.addCommand = (command) => {
    const tooLate = (): void => {
      connection.stream.destroy(new DeadlineError('a statement', statementMs));
    };
    const timer = setTimeout(tooLate, statementMs);
    // The open connection keeps a process alive, not the watch over it.
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
