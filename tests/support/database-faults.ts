import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { getContainerRuntimeClient } from 'testcontainers';
import { pathsOf } from '../../localstack/paths.ts';
import { loadSecrets } from '../../localstack/secrets.ts';
import { containersSchema } from './containers.ts';
import { CONTAINERS_FILE, theStack } from './stack.ts';

/** Makes the whole server refuse writes, as it does when its disk is full, or take them again. */
export async function setReadOnly(readOnly: boolean): Promise<void> {
  const { kind, stateDir } = theStack();
  const paths = pathsOf(stateDir);
  const password = loadSecrets(paths.secrets).DATABASE_ROOT_PASSWORD;
  const sql = `SET GLOBAL read_only = ${readOnly ? 1 : 0}`;
  if (kind === 'embedded') {
    const connection = await createConnection({
      socketPath: join(paths.database, 'data', 'mysql.sock'),
      user: 'root',
      password,
    });
    await connection.query(sql);
    await connection.end();
    return;
  }
  const { mysql } = containersSchema.parse(JSON.parse(readFileSync(join(stateDir, CONTAINERS_FILE), 'utf8')));
  const client = await getContainerRuntimeClient();
  const { exitCode, output } = await client.container.exec(
    client.container.getById(mysql),
    ['mysql', '--user=root', '--protocol=socket', '--execute', sql],
    { env: { MYSQL_PWD: password } },
  );
  if (exitCode !== 0) throw new Error(`the database was not made read-only: ${output}`);
}
