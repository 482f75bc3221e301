import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../settings/ports.ts';
import { stopEmbedded } from '../stack/stop.ts';
import { pathsOf } from '../state/paths.ts';
import { loadSecrets } from '../state/secrets.ts';
import { canInstall } from './apt.ts';
import { accountFor } from './database-account.ts';
import { findServer, startDatabase } from './mariadb.ts';

const isThere = findServer() !== undefined || canInstall() || process.env.CI !== undefined;

(isThere ? test : test.skip)(
  'a database that is made and started leaves the temporary tables of others alone',
  async () => {
    const host = '127.0.0.1';
    const stateDir = mkdtempSync(join(tmpdir(), 'mariadb-test-'));
    // Another server has such a file while it creates its data folder or answers a large query.
    const foreign = join(tmpdir(), `#sql-temptable-${process.pid}-1-3.MAI`);
    writeFileSync(foreign, '');
    const account = accountFor();
    if (account) chownSync(foreign, account.uid, account.gid);
    const paths = pathsOf(stateDir);
    try {
      const { database: port } = await findFreePorts(host);
      await startDatabase({ paths, host, port, secrets: loadSecrets(paths.secrets), progress() {} });
      expect(existsSync(foreign)).toBe(true);
    } finally {
      await stopEmbedded(stateDir, { reset: true });
      for (const path of [foreign, stateDir]) rmSync(path, { recursive: true, force: true });
    }
  },
  120_000,
);
