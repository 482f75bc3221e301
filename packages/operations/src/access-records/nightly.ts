import { readConfig, serverVariables } from '@enterwait/http/config';
import { connectionOptions, masterVariables } from '@enterwait/http/database';
import { createLogger, type Logger } from '@enterwait/http/server';
import { type Connection, createConnection } from 'mysql2/promise';
import { z } from 'zod';
import { type Check, checkAccessRecords } from './check.ts';
import { ACCESS_RECORD_RETENTION_DAYS, firstDayKept, type RemovalConnection, removeAccessRecords } from './remove.ts';

/** Variables of `node main.mjs access-records`. */
export const accessRecordsVariables = {
  ...masterVariables,
  /** The master alone can remove; who only checks has it. */
  PASSWORD: z.string().default(''),
  LOG_LEVEL: serverVariables.LOG_LEVEL,
  ACCESS_RECORD_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(365)
    .default(ACCESS_RECORD_RETENTION_DAYS)
    .meta({ description: 'how long access records are kept, days' }),
};

/**
 * `node main.mjs access-records`: checks the chains of the service's access records, then removes the days whose time is over. That takes the
 * account of the master: without it nothing is removed. Its last line says how much was found (`accessRecordFindings`).
 * @param argv of the process
 * @returns whether that was asked for; the service is not to start then
 * @throws ConfigError, or what the database says: then there is no last line
 */
export async function accessRecordsOnly(
  service: string,
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (argv[2] !== 'access-records') return false;
  const config = readConfig(accessRecordsVariables, env);
  const logger = createLogger(service, config.LOG_LEVEL);
  const { MASTER_USERNAME: user, MASTER_PASSWORD: password } = config;
  const isMaster = user !== undefined && password !== undefined;
  const connection = await createConnection({
    ...connectionOptions(config),
    timezone: 'Z',
    ...(isMaster ? { user, password } : {}),
  });
  try {
    const statements = removalConnection(connection);
    const check = await checkAccessRecords(statements);
    // What does not hold is looked into before any of it goes.
    const removed =
      isMaster && check.findings.length === 0
        ? await removeAccessRecords(statements, firstDayKept(new Date(), config.ACCESS_RECORD_RETENTION_DAYS))
        : 0;
    tell(check, removed, logger);
  } finally {
    await connection.end();
  }
  return true;
}

/** One connection as the statements here want it. */
export const removalConnection = (connection: Connection): RemovalConnection => ({
  execute: async (sql, values) => (await connection.execute(sql, values)) as unknown as [unknown, unknown],
  query: (sql) => connection.query(sql),
});

/** Days, writers and numbers: nothing of what was looked at. */
export function tell(check: Check, removed: number, logger: Pick<Logger, 'info' | 'warn'>): void {
  for (const finding of check.findings) logger.warn({ finding }, 'an access record does not hold');
  const { findings, records, seals, head, since, more, unsealed } = check;
  logger.info(
    { accessRecordFindings: findings.length, records, seals, head, since, more, unsealed: unsealed.length, removed },
    'access records checked',
  );
}
