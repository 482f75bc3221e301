import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getContainerRuntimeClient } from 'testcontainers';
import { lambdaLog } from '../../../localstack/logs/lambda-log.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { readContainers } from './containers.ts';
import { theStack } from './stack.ts';

export interface Log {
  readonly name: string;
  readonly text: string;
}

/** Everything that the services of this run have logged so far, and its Lambdas since a moment (milliseconds since 1970). */
export async function logsSoFar(since = 0): Promise<Log[]> {
  const { kind, stateDir } = theStack();
  const parts = kind === 'embedded' ? fileLogs(pathsOf(stateDir).logs) : await containerLogs();
  return [...parts, ...(await lambdaLogs(since))];
}

/** Reads what CloudWatch has: the emulators run Lambdas in separate processes or containers, which come and go. */
function lambdaLogs(since: number): Promise<Log[]> {
  const stack = theStack();
  return Promise.all(
    stack.outputs.function_names.map(async (name) => ({
      name,
      text: (await lambdaLog(stack, name, since)).join('\n'),
    })),
  );
}

const fileLogs = (folder: string): Log[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** Of every container that is not a database: services and LocalStack by their name, the Lambdas that it started by Docker's name. */
async function containerLogs(): Promise<Log[]> {
  const { container } = await getContainerRuntimeClient();
  const running = await container.list();
  const ids = readContainers(theStack().stateDir);
  const nameOf = (id: string, given: string): string => Object.entries(ids).find(([, one]) => one === id)?.[0] ?? given;
  return Promise.all(
    running
      .filter(({ Image }) => !/mysql|ryuk/.test(Image))
      .map(async ({ Id, Names }) => {
        const output = await container.getById(Id).logs({ stdout: true, stderr: true });
        return { name: nameOf(Id, Names.join()), text: output.toString('utf8') };
      }),
  );
}
