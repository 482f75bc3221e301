import { type SilentMysql, silentFor, silentFromTheStart } from '../../../../tests/support/faults/silent-mysql.ts';
import { eventually } from '../../../../tests/support/stack/eventually.ts';
import { databaseConnectionVariables, readConfig } from '../config/config.ts';
import { inSnapshot, inTransaction, openPool, type Pool } from './database.ts';

const servers: SilentMysql[] = [];
const pools: Pool[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  // The silent servers are gone now, so nothing waits any more.
  await Promise.allSettled(pools.splice(0).map((pool) => pool.end()));
});

const LONG = '600000';

function poolAt(server: SilentMysql, settings: Record<string, string>): Pool {
  servers.push(server);
  const pool = openPool(
    readConfig(databaseConnectionVariables, {
      HOSTNAME: '127.0.0.1',
      DB_PORT: String(server.port),
      USERNAME: 'x',
      PASSWORD: 'x',
      DATABASE: 'x',
      DB_CONNECT_TIMEOUT_MS: LONG,
      DB_STATEMENT_TIMEOUT_MS: LONG,
      DB_ACQUIRE_TIMEOUT_MS: LONG,
      ...settings,
    }),
  );
  pools.push(pool);
  return pool;
}

/** Longer than a busy machine may delay reading what has arrived; otherwise the timer would fire first. */
const SOON = '1000';
/** Ends before the test does: anything that waits longer than its test keeps the whole run from ending. */
const soon = (attempt: () => void): Promise<void> => eventually(attempt, 30_000, 5);
const timedOut = { code: 'ETIMEDOUT' };

describe('a database that takes the connection and does not greet', () => {
  test('is given up after the time for connecting', async () => {
    const pool = poolAt(await silentFromTheStart(), { DB_CONNECT_TIMEOUT_MS: SOON });
    await expect(inTransaction(pool, async () => {})).rejects.toMatchObject(timedOut);
  });

  test('is given up after the time for getting a connection, which the next one may get', async () => {
    const pool = poolAt(await silentFromTheStart(), { DB_ACQUIRE_TIMEOUT_MS: SOON, DB_POOL_SIZE: '2' });
    const tries = Array.from({ length: 4 }, () => inTransaction(pool, async () => {}));
    for (const { status, reason } of (await Promise.allSettled(tries)) as PromiseRejectedResult[]) {
      expect(status).toBe('rejected');
      expect(reason).toMatchObject(timedOut);
    }
  });
});

describe('a database that falls silent', () => {
  const QUESTION = 'SELECT 1';
  const using: Record<string, (pool: Pool) => Promise<unknown>> = {
    'in a prepared statement': (pool) => inTransaction(pool, (tx) => tx.query(QUESTION)),
    'in a statement of a snapshot': (pool) => inSnapshot(pool, (tx) => tx.query(QUESTION)),
    'in a statement of the pool itself': (pool) => pool.query(QUESTION),
    'in a statement of a connection that somebody keeps': async (pool) => {
      const connection = await pool.getConnection();
      await connection.query(QUESTION).finally(() => connection.release());
    },
  };

  test.each(Object.keys(using))('%s is given up, and its connection is never used again', async (how) => {
    const server = await silentFor((sql) => sql === QUESTION);
    const pool = poolAt(server, { DB_STATEMENT_TIMEOUT_MS: SOON });
    await expect(using[how]!(pool)).rejects.toMatchObject({ ...timedOut, message: expect.stringContaining('1000 ms') });
    await soon(() => expect(server.open()).toBe(0));
    // The next transaction has its own connection.
    await inTransaction(pool, async () => {});
    expect(server.statements.filter((sql) => sql === QUESTION)).toHaveLength(1);
    expect(server.statements.at(-1)).toBe('COMMIT');
  });

  test.each(['START TRANSACTION', 'COMMIT', 'ROLLBACK', 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED'])(
    'at %s is given up',
    async (statement) => {
      const server = await silentFor((sql) => sql === statement);
      const pool = poolAt(server, { DB_STATEMENT_TIMEOUT_MS: SOON });
      const work = inTransaction(pool, async () => {
        if (statement === 'ROLLBACK') throw Object.assign(new Error('of the work'), timedOut);
      });
      await expect(work).rejects.toMatchObject(timedOut);
    },
  );

  test('and says a little of an answer now and then, is given up all the same', async () => {
    const server = await silentFor((sql) => sql === QUESTION, { drips: true });
    const pool = poolAt(server, { DB_STATEMENT_TIMEOUT_MS: SOON });
    await expect(inTransaction(pool, (tx) => tx.query(QUESTION))).rejects.toMatchObject(timedOut);
  });

  test.each(Object.keys(using))('keeps nobody waiting for a connection that others hold: %s', async (how) => {
    const server = await silentFor((sql) => sql === QUESTION);
    const pool = poolAt(server, { DB_ACQUIRE_TIMEOUT_MS: SOON, DB_POOL_SIZE: '2' });
    // Connecting may exceed the short timeout; the connection then holds nothing yet, so try again. Any other error ends the hold.
    const hold = (): Promise<unknown> =>
      pool.query(QUESTION).catch(({ code }) => (code === timedOut.code ? hold() : undefined));
    const held = Promise.all([hold(), hold()]);
    await soon(() => expect(server.statements.filter((sql) => sql === QUESTION)).toHaveLength(2));
    await expect(using[how]!(pool)).rejects.toMatchObject({
      ...timedOut,
      message: expect.stringContaining('connection'),
    });
    await server.close();
    await held;
  });

  test('does not keep a pool from ending', async () => {
    const server = await silentFor((sql) => sql === QUESTION);
    const pool = poolAt(server, { DB_STATEMENT_TIMEOUT_MS: SOON });
    const asked = Promise.allSettled([pool.query(QUESTION)]);
    await soon(() => expect(server.statements).toContain(QUESTION));
    await Promise.allSettled([pool.end()]);
    await asked;
    await soon(() => expect(server.open()).toBe(0));
  });
});

test('a connection waits for a lock for less time than a statement may take', async () => {
  const server = await silentFor(() => false);
  await inTransaction(poolAt(server, { DB_STATEMENT_TIMEOUT_MS: '10000' }), async () => {});
  expect(server.statements).toEqual([
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    expect.stringMatching(/^SET SESSION time_zone = .* innodb_lock_wait_timeout = 5, lock_wait_timeout = 5$/),
    'START TRANSACTION',
    'COMMIT',
  ]);
});
