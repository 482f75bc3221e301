import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createRunner, quoted } from '../runner.ts';
import { forwardPort } from './port-forward.ts';
import { clusterFoldersLeft, standInForAws } from './stand-in-aws.ts';

const deployment = { region: 'ap-northeast-2', cluster_name: 'enterwait', namespace: 'enterwait' };
const path = process.env.PATH;
let folder: string;

/** The fake AWS CLI writes a kubeconfig. The fake kubectl forwards to a server that answers with the arguments it was given. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-forward-'));
  program('aws', standInForAws(folder));
  const server = `
const { createServer } = require('node:http');
const server = createServer((_, answer) => answer.end(process.argv.slice(1).join(' ')));
server.listen(0, '127.0.0.1', () => {
  console.log('Forwarding from 127.0.0.1:' + server.address().port + ' -> 9000');
});`;
  program(
    'kubectl',
    `[ "$(cat "$KUBECONFIG")" = cluster ] || exit 1
echo $$ >${quoted(join(folder, 'pid'))}
[ -e ${quoted(join(folder, 'nobody'))} ] && { echo 'error: no pod is running' >&2; exit 1; }
exec ${quoted(process.execPath)} -e ${quoted(server)} -- "$@"`,
  );
  process.env.PATH = [folder, path].join(delimiter);
});

afterAll(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const forward = () =>
  forwardPort(
    createRunner(false, () => {}),
    deployment,
    'management',
    9000,
  );
const isAlive = () => existsSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8').trim()}`);

test('a service that is not published is reached through the cluster, and nothing is left afterwards', async () => {
  const { url, close } = await forward();
  const answer = await (await fetch(url)).text();
  expect(answer).toBe('--namespace enterwait port-forward --address 127.0.0.1 service/management :9000');
  expect(new URL(url).hostname).toBe('127.0.0.1');
  await close();
  await expect(fetch(url)).rejects.toThrow();
  expect(clusterFoldersLeft(folder)).toEqual([]);
});

test('what kubectl complains about is said', async () => {
  writeFileSync(join(folder, 'nobody'), '');
  await expect(forward()).rejects.toThrow(/no pod is running/);
  expect(clusterFoldersLeft(folder)).toEqual([]);
  expect(isAlive()).toBe(false);
});
