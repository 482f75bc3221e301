import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SYSTEMS } from '@enterwait/domain/protocol';
import { createRunner, quoted } from '../runner.ts';
import { reachDatabases } from './databases.ts';
import { clusterFoldersLeft, standInForAws } from './stand-in-aws.ts';

const deployment = { region: 'ap-northeast-2', cluster_name: 'enterwait', namespace: 'enterwait' };
const told: string[] = [];
const path = process.env.PATH;
let folder: string;
/** A fake database: answers with its input in capital letters. */
let database: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-doors-'));
  database = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => socket.write(data.toString().toUpperCase()));
    socket.on('end', () => socket.end());
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => database.once('listening', listening));
  const { port } = database.address() as AddressInfo;
  // The fake AWS CLI writes a kubeconfig. The fake kubectl runs whatever follows `--`, if its arguments are as expected.
  program('aws', standInForAws(folder));
  program(
    'kubectl',
    `[ "$(cat "$KUBECONFIG")" = cluster ] || { echo 'no cluster' >&2; exit 1; }
echo "$1 $2 $3 $4 $5" >>${quoted(join(folder, 'asked'))}
export SECRETS_DIR=${quoted(folder)} HOSTNAME=127.0.0.1 DB_PORT=${port} USERNAME=user DATABASE="\${5#deployment/}" DB_TLS=rds
unset PASSWORD
[ -e ${quoted(join(folder, 'dead'))} ] && export DB_PORT=1
while [ "$1" != -- ]; do shift; done
shift
[ "$1" = node ] && shift && exec ${quoted(process.execPath)} "$@"`,
  );
  writeFileSync(join(folder, 'PASSWORD'), 'p@ss/word:?\n');
  process.env.PATH = [folder, path].join(delimiter);
});

afterAll(() => {
  process.env.PATH = path;
  database.close();
  rmSync(folder, { recursive: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const reach = () =>
  reachDatabases(
    createRunner(false, (line) => told.push(line)),
    deployment,
    (line) => told.push(line),
  );

const say = (url: string, words: string): Promise<string> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(words);
  return text(socket);
};

test('both databases are reached through a pod of their system, any number of times at once', async () => {
  const { urls, close } = await reach();
  for (const system of SYSTEMS) {
    const url = new URL(urls[system]);
    expect([url.hostname, decodeURIComponent(url.username), decodeURIComponent(url.password), url.pathname]).toEqual([
      '127.0.0.1',
      'user',
      'p@ss/word:?',
      `/${system}`,
    ]);
    expect(url.searchParams.get('ssl')).toBe('Amazon RDS');
    // More than fits into a pipe's buffer.
    const words = ['one', 'two', 'three'.repeat(50_000)];
    const answers = await Promise.all(words.map((word) => say(urls[system], word)));
    expect(answers.map((answer, index) => answer === words[index]?.toUpperCase())).toEqual([true, true, true]);
  }
  close();
  await expect(say(urls.nursery, 'late')).rejects.toThrow(/ECONNREFUSED/);
  expect(clusterFoldersLeft(folder)).toEqual([]);
  const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
  expect(new Set(asked)).toEqual(
    new Set(SYSTEMS.map((system) => `--namespace enterwait exec --stdin deployment/${system}`)),
  );
  expect(told.join('\n')).not.toContain('p@ss');
});

test('a database that does not answer ends the connection, and the reason is told', async () => {
  const { urls, close } = await reach();
  writeFileSync(join(folder, 'dead'), '');
  told.length = 0;
  expect(await say(urls.enterwait, 'hello')).toBe('');
  expect(told.join('\n')).toMatch(/kubectl exec: .*ECONNREFUSED/);
  rmSync(join(folder, 'dead'));
  close();
});

test('where the cluster cannot be entered nothing is left', async () => {
  rmSync(join(folder, 'kubeconfigs'));
  program('aws', standInForAws(folder, 'echo "not signed in" >&2; exit 255'));
  await expect(reach()).rejects.toThrow(/not signed in/);
  expect(clusterFoldersLeft(folder)).toEqual([]);
  expect(existsSync(folder)).toBe(true);
});
