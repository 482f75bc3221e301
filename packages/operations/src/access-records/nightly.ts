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
  /** Only the master can remove records; absent for checking only. */
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
 * `node main.mjs access-records`: checks the chains of the service's access records, then removes days past their
 * retention. Removing needs the master's account; without it nothing is removed. The last log line contains the number
 * of findings (`accessRecordFindings`).
 * @param argv of the process
 * @returns whether that was asked for; the service must not start then
 * @throws ConfigError, or the database's error: then there is no last line
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
    // Findings are investigated before anything is removed.
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

/** One connection, with the interface that the statements need. */
export const removalConnection = (connection: Connection): RemovalConnection => ({
  execute: async (sql, values) => (await connection.execute(sql, values)) as unknown as [unknown, unknown],
  query: (sql) => connection.query(sql),
});

/** Logs days, writers and numbers, but no subjects. */
function tell(check: Check, removed: number, logger: Pick<Logger, 'info' | 'warn'>): void {
  for (const finding of check.findings) logger.warn({ finding }, 'an access record does not hold');
  const { findings, records, seals, head, since, more, unsealed } = check;
  logger.info(
    { accessRecordFindings: findings.length, records, seals, head, since, more, unsealed: unsealed.length, removed },
    'access records checked',
  );
}
