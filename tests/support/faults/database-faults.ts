import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { getContainerRuntimeClient } from 'testcontainers';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { loadSecrets } from '../../../localstack/state/secrets.ts';
import { readContainers } from '../stack/containers.ts';
import { theStack } from '../stack/stack.ts';

/** Makes the whole server refuse writes, as it does when its disk is full, or accept them again. */
export const setReadOnly = (readOnly: boolean): Promise<void> => asRoot(`SET GLOBAL read_only = ${readOnly ? 1 : 0}`);

/** Runs one statement as the server's root, who may sign in only through its socket. */
export async function asRoot(sql: string): Promise<void> {
  const { kind, stateDir } = theStack();
  const paths = pathsOf(stateDir);
  const password = loadSecrets(paths.secrets).DATABASE_ROOT_PASSWORD;
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
  const { mysql } = readContainers(stateDir);
  const client = await getContainerRuntimeClient();
  const { exitCode, output } = await client.container.exec(
    client.container.getById(mysql),
    ['mysql', '--user=root', '--protocol=socket', '--execute', sql],
    { env: { MYSQL_PWD: password } },
  );
  if (exitCode !== 0) throw new Error(`the database did not do it: ${output}`);
}
