import { createConnection } from 'mysql2/promise';
import type { Secrets } from '../state/secrets.ts';
import { DATABASE_NAMES, DATABASES } from './database-setup.ts';

/** True if every system can log in to its database now. */
export async function canConnect(address: { host: string; port: number; secrets: Secrets }): Promise<boolean> {
  const tries = DATABASE_NAMES.map(async (name) => {
    const connection = await createConnection({
      host: address.host,
      port: address.port,
      user: name,
      password: address.secrets[DATABASES[name]],
      database: name,
      connectTimeout: 2_000,
    });
    await connection.end();
  });
  return (await Promise.allSettled(tries)).every((result) => result.status === 'fulfilled');
}
