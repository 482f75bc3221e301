import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { EMULATOR_CREDENTIALS } from '../../../localstack/settings/settings.ts';
import { theStack } from './stack.ts';

/** How a run of a nightly command ended: its exit code, the last line of its log, and all its output. */
export interface NightlyRun {
  readonly code: number | null;
  readonly line: Record<string, unknown>;
  readonly output: string;
}

const databaseOf = (system: 'ENTERWAIT' | 'NURSERY', databaseUrl: string): Record<string, string> => {
  const url = new URL(databaseUrl);
  return {
    [`${system}_DB_HOST`]: url.hostname,
    [`${system}_DB_PORT`]: url.port,
    [`${system}_DB_NAME`]: decodeURIComponent(url.pathname.slice(1)),
    [`${system}_DB_USER`]: decodeURIComponent(url.username),
    [`${system}_DB_PASSWORD`]: decodeURIComponent(url.password),
  };
};

/** Runs a command of management's image with the settings that the chart's CronJob gives it. */
export function runNightly(command: 'leavers' | 'reconcile'): Promise<NightlyRun> {
  const { region, awsEndpointUrl, outputs, enterwaitDatabaseUrl, nurseryDatabaseUrl } = theStack();
  const bundle = join(repositoryRoot, 'dist', 'services', 'management', 'main.mjs');
  const child = spawn(nodeBinary, [bundle, command], {
    env: {
      NODE_ENV: 'production',
      REGION: region,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: awsEndpointUrl,
      ...EMULATOR_CREDENTIALS,
      AWS_ACCESS_KEY_ID: command,
      QUEUE_URL: outputs.integrate_queue_url,
      TABLE_NAME: outputs.table_name,
      ...databaseOf('ENTERWAIT', enterwaitDatabaseUrl),
      ...databaseOf('NURSERY', nurseryDatabaseUrl),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, line: lastLine(output), output }));
  });
}

/** The last line of its log; nothing if it failed before it had one. */
function lastLine(output: string): Record<string, unknown> {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
}
