import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { projectEnvironment } from '@enterwait/command-line/processes';
import { readConfig } from '@enterwait/http/config';
import { masterVariables, prepareUser, takes } from '@enterwait/http/database';
import { asRoot } from '../../support/faults/database-faults.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

// Two processes open connection after connection while their password is changed in the way that docs/adr/0020 describes.
const USER = 'changing';
const MASTER = { user: 'master_of_change', password: 'of-the-master' };
const [FIRST, SECOND] = ['of-the-first-day', 'of-the-second-day'];
const CONNECTIONS = 20;

let folder = '';
const secretsOf = (process: string): string => join(folder, process);
const giveFile = (process: string, password: string): void =>
  writeFileSync(join(secretsOf(process), 'PASSWORD'), password);
const server = () => ({ host: theStack().host, port: theStack().ports.database });

const environment = (process: string): Record<string, string> => ({
  HOSTNAME: server().host,
  DB_PORT: String(server().port),
  DATABASE: USER,
  USERNAME: USER,
  SECRETS_DIR: secretsOf(process),
});

/** What the Job before a release does to the user. */
const job = (password: string): Promise<void> =>
  prepareUser(
    readConfig(masterVariables, {
      ...environment('one'),
      PASSWORD: password,
      MASTER_USERNAME: MASTER.user,
      MASTER_PASSWORD: MASTER.password,
    }),
  );

const holds = (password: string): Promise<boolean> => takes({ ...server(), user: USER, password });

interface Connecting {
  readonly child: ChildProcess;
  readonly lines: string[];
}
const running: Connecting[] = [];

function startConnecting(process: string): Connecting {
  const child = spawn(nodeBinary, [join(repositoryRoot, 'tests', 'support', 'faults', 'connecting-child.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: projectEnvironment(environment(process)),
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const connecting = { child, lines };
  running.push(connecting);
  return connecting;
}

/** Every process has opened this many more connections, and none was ever refused. */
async function allGoOn(): Promise<void> {
  const sofar = running.map(({ lines }) => lines.length);
  await eventually(() => {
    for (const [index, { lines }] of running.entries())
      expect(lines.length).toBeGreaterThanOrEqual((sofar[index] ?? 0) + CONNECTIONS);
  });
  expect(running.flatMap(({ lines }) => lines.filter((line) => line !== 'ok'))).toEqual([]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-password-'));
  for (const process of ['one', 'two']) {
    mkdirSync(secretsOf(process));
    giveFile(process, FIRST);
  }
  await asRoot(`CREATE USER '${MASTER.user}'@'%' IDENTIFIED BY '${MASTER.password}'`);
  await asRoot(`GRANT ALL PRIVILEGES ON *.* TO '${MASTER.user}'@'%' WITH GRANT OPTION`);
  await job(FIRST);
});

afterAll(async () => {
  for (const { child } of running) {
    if (child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  await asRoot(`DROP DATABASE IF EXISTS ${USER}`);
  await asRoot(`DROP USER IF EXISTS '${USER}'@'%'`);
  await asRoot(`DROP USER IF EXISTS '${MASTER.user}'@'%'`);
  rmSync(folder, { recursive: true, force: true });
});

test('two processes that open connection after connection notice nothing of a change of the password', async () => {
  const knowsTwo = theStack().kind === 'docker';
  for (const process of ['one', 'two']) startConnecting(process);
  await allGoOn();

  // The secret is changed; one of the two reads it before the server knows of it.
  giveFile('one', SECOND);
  await allGoOn();

  // The Job. MySQL keeps accepting the password that the other process still has; with MariaDB it must have read the new one by then.
  if (!knowsTwo) giveFile('two', SECOND);
  await job(SECOND);
  await allGoOn();
  // A second run of the Job ends nothing.
  await job(SECOND);
  await allGoOn();
  giveFile('two', SECOND);
  await allGoOn();
  expect(await holds(FIRST)).toBe(knowsTwo);

  // The first release an hour later: only the new password is accepted, and nobody needs the old one any more.
  if (knowsTwo) {
    await asRoot(`UPDATE mysql.user SET password_last_changed = NOW() - INTERVAL 2 HOUR WHERE user = '${USER}'`);
    await asRoot('FLUSH PRIVILEGES');
  }
  await job(SECOND);
  await allGoOn();
  expect([await holds(FIRST), await holds(SECOND)]).toEqual([false, true]);
});
