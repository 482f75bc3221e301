import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getContainerRuntimeClient } from 'testcontainers';
import { pathsOf } from '../../localstack/paths.ts';
import { theStack } from './stack.ts';

export interface Log {
  readonly name: string;
  readonly text: string;
}

/** Everything that the services and Lambdas of this run have logged so far. */
export async function logsSoFar(): Promise<Log[]> {
  const { kind, stateDir } = theStack();
  return kind === 'embedded' ? fileLogs(pathsOf(stateDir).logs) : containerLogs();
}

const fileLogs = (folder: string): Log[] =>
  readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** Of every container that is not a database: services, LocalStack and the Lambdas that it started. */
async function containerLogs(): Promise<Log[]> {
  const { container } = await getContainerRuntimeClient();
  const running = await container.list();
  return Promise.all(
    running
      .filter(({ Image }) => !/mysql|ryuk/.test(Image))
      .map(async ({ Id, Names }) => {
        const output = await container.getById(Id).logs({ stdout: true, stderr: true });
        return { name: Names.join(), text: output.toString('utf8') };
      }),
  );
}
