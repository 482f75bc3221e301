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
  /** The key with which management requests timelines; it is added to the two systems. */
  PEER_KEY: z.string().min(1).optional(),
};

const PEER = 'management';
/** Pods of management keep the previous key until they are replaced: a release takes minutes. */
const KEY_BEFORE_MS = 3_600_000;

/**
 * `node main.mjs migrate`: creates the service's database user (if a master is given), runs the migrations, adds the
 * key of management, and nothing else. It needs only the database's variables, so the job that runs it before a new
 * version needs access to nothing else. May be repeated.
 * @param argv of the process
 * @returns whether that was asked for; the service must not start then
 * @throws ConfigError, ChangedMigrationError, or the database's error
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
