import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, type ProcessRecord, startDaemon } from '@enterwait/command-line/processes';
import { requireGuard } from '../emulator/guard.ts';
import { waitForHttp } from '../emulator/http.ts';
import type { PythonEnvironment } from '../python/python.ts';
import { EMULATOR_CREDENTIALS, HEALTH_PATHS, httpUrl } from '../settings/settings.ts';
import type { StackPaths } from '../state/paths.ts';
import { failedStart } from './failed-start.ts';

export const EMULATOR_PROCESS = 'aws';

/** MiniStack ends its Lambda workers itself, which takes two to three seconds. */
export const EMULATOR_GRACE_MS = 8_000;

/** Starts MiniStack and waits until it answers. Its state is empty: it keeps nothing on disk. */
export async function startMiniStack(options: {
  paths: StackPaths;
  python: PythonEnvironment;
  host: string;
  port: number;
  region: string;
  /** Where the AWS calls are recorded (call_recorder.py). */
  callsFile?: string | undefined;
  /** Accepts a queue before its dead-letter queue exists. AWS refuses this, so a rehearsal of AWS must leave it out. */
  deadLettersLater?: boolean;
  signal?: AbortSignal | undefined;
}): Promise<ProcessRecord> {
  const { paths, host, port, region } = options;
  const temporary = join(paths.emulator, 'tmp');
  mkdirSync(temporary, { recursive: true });
  // Its Lambda workers are CommonJS. The project's own package.json in a parent folder would make them ES modules.
  writeFileSync(join(temporary, 'package.json'), '{ "type": "commonjs" }\n');
  const logFile = join(paths.logs, 'aws.log');
  const record = startDaemon({
    name: EMULATOR_PROCESS,
    command: options.python.python,
    args: [join(import.meta.dirname, '..', 'emulator', 'extensions', 'ministack_start.py')],
    cwd: paths.emulator,
    logFile,
    pidDir: paths.pids,
    // The Lambdas inherit all of this.
    env: cleanEnvironment(paths.stateDir, {
      ...EMULATOR_CREDENTIALS,
      BIND_HOST: host,
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: httpUrl(host, port),
      LAMBDA_EXECUTOR: 'local',
      LOG_LEVEL: 'WARNING',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      TMPDIR: temporary,
      STATE_DIR: join(paths.emulator, 'state'),
      S3_DATA_DIR: join(paths.emulator, 's3'),
      NO_PROXY: '127.0.0.1,localhost,::1',
      ...(options.callsFile === undefined ? {} : { CALLS_FILE: options.callsFile }),
      ...(options.deadLettersLater ? { DEAD_LETTERS_LATER: '1' } : {}),
    }),
  });
  const health = httpUrl(host, port) + HEALTH_PATHS.embedded;
  await waitForHttp(health, {
    timeoutMs: 30_000,
    what: 'MiniStack',
    signal: options.signal,
    stillAlive: () => failedStart('MiniStack', record, logFile),
  });
  await requireGuard(health, 'MiniStack');
  return record;
}
