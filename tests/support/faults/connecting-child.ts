import { setTimeout as delay } from 'node:timers/promises';
import { databaseConnectionVariables, readConfig } from '@enterwait/http/config';
import { openPool } from '@enterwait/http/database';

/** A process that opens one pool connection after the other, with a service's variables. It prints a line for each: `ok` or the error. */
const pool = openPool(readConfig(databaseConnectionVariables));
process.on('SIGTERM', () => process.exit(0));
for (;;) {
  try {
    const connection = await pool.getConnection();
    await connection.query('SELECT 1');
    connection.destroy();
    console.log('ok');
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error));
  }
  // Leaves the processor to others; nothing waits for this process.
  await delay(5);
}
