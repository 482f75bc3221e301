import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readConfig, serverVariables } from '../config/config.ts';
import { inTransaction, openPool } from '../database/database.ts';
import { type MasterConfig, masterVariables, prepareUser } from '../database/user.ts';
import { replaceApiKey } from '../keys/table.ts';
import { createLogger } from '../server/logging.ts';
import { migrate } from './migrations.ts';

/** Variables of `node main.mjs migrate`. */
export const migrateVariables = {
  ...masterVariables,
  LOG_LEVEL: serverVariables.LOG_LEVEL,
  /** With which management asks for timelines; it is entered at the two systems it asks. */
  PEER_KEY: z.string().min(1).optional(),
};

const PEER = 'management';
/** Pods of management have the key of before until they are new: a release takes minutes. */
const KEY_BEFORE_MS = 3_600_000;

/**
 * `node main.mjs migrate`: makes the service's database user (where a master is given), runs the migrations, enters the key of
 * management, and nothing else. It needs the database's variables alone, so the job that does it before a new version may be
 * given the database and no more. Any number of times.
 * @param argv of the process
 * @returns whether that was asked for; the service is not to start then
 * @throws ConfigError, ChangedMigrationError, or what the database says
 */
export async function migratedOnly(
  service: string,
  folders: readonly string[],
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): Promise<boolean> {
  if (argv[2] !== 'migrate') return false;
  const config = readConfig(migrateVariables, env);
  const logger = createLogger(service, config.LOG_LEVEL);
  await prepareUser(config, folders);
  const migrations = await migrate(config, folders);
  if (config.PEER_KEY !== undefined && service !== PEER) await enterPeerKey(config, config.PEER_KEY);
  logger.info({ migrations }, 'migrated');
  return true;
}

async function enterPeerKey(config: MasterConfig, key: string): Promise<void> {
  const pool = openPool({ ...config, DB_POOL_SIZE: 2 });
  const sha256 = createHash('sha256').update(key).digest('hex');
  try {
    const now = new Date();
    const entered = await inTransaction(pool, (tx) =>
      replaceApiKey(
        tx,
        { name: PEER, sha256, role: 'operator' },
        { before: `${PEER}-before`, until: new Date(now.getTime() + KEY_BEFORE_MS), now },
      ),
    );
    if (!entered) throw new Error(`PEER_KEY is known under another name than ${PEER}`);
  } finally {
    await pool.end();
  }
}
