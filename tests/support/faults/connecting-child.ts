import { setTimeout as delay } from 'node:timers/promises';
import { databaseConnectionVariables, readConfig } from '@enterwait/http/config';
import { openPool } from '@enterwait/http/database';

/** A process that opens one connection of its pool after the other, by the variables of a service, and tells a line of each: `ok` or the error. */
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
  // Leaves the machine to others; nothing waits for it.
  await delay(5);
}
