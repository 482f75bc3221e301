import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lambdaLabel } from '../../../localstack/docker/compose.ts';
import { hasDockerEngine } from '../../../localstack/docker/engine.ts';
import { composeProject } from '../../../localstack/state/belonging.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { aCheckout, type Checkout } from '../support/checkout.ts';
import { writeRunningRecord } from '../support/records.ts';

const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8', input: '' }).trim();
const engine = await hasDockerEngine();
const whereDockerIs = engine ? test : test.skip;
/** Ids of an empty image, of the containers made from it and of their network. */
const name = `enterwait-left-${process.pid}`;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
  if (!engine) return;
  const archive = execFileSync('tar', ['--create', '--files-from', '/dev/null']);
  execFileSync('docker', ['import', '-', name], { input: archive });
});
afterAll(async () => {
  if (engine) {
    docker('rm', '--force', '--volumes', name);
    docker('image', 'rm', '--force', name);
  }
  await checkout.remove();
});

whereDockerIs('make down removes the containers and the network of a test run that was killed', async () => {
  // A LocalStack that Ryuk has killed leaves its Lambdas like this: in the network of the run.
  const stateDir = join(checkout.path, '..', 'suite');
  mkdirSync(stateDir);
  writeRunningRecord(checkout, { kind: 'docker' }, pathsOf(stateDir).record);
  checkout.write(
    '.enterwait/stacks/suite.json',
    JSON.stringify({ kind: 'stack', path: stateDir, owners: [{ name: 'owner', pid: 1, startedAt: 'another boot' }] }),
  );
  docker('network', 'create', name);
  docker('create', '--name', name, '--network', name, '--label', lambdaLabel({ stateDir }), name, 'true');
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0, output: expect.stringContaining(name) });
  expect(docker('ps', '--all', '--quiet', '--filter', `name=${name}`)).toBe('');
  expect(docker('network', 'ls', '--quiet', '--filter', `name=${name}`)).toBe('');
});

whereDockerIs('make down removes the volume without a name that an image has made for itself', async () => {
  writeRunningRecord(checkout, { kind: 'docker' });
  const labels = {
    project: composeProject({ stateDir: join(checkout.path, '.enterwait') }),
    service: 'localstack',
    'container-number': '1',
    oneoff: 'False',
  };
  const labelled = Object.entries(labels).flatMap(([key, value]) => ['--label', `com.docker.compose.${key}=${value}`]);
  docker('create', '--name', name, '--volume', '/data', ...labelled, name, 'true');
  const volume = docker('inspect', '--format', '{{(index .Mounts 0).Name}}', name);
  expect(docker('volume', 'ls', '--quiet')).toContain(volume);
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0, output: expect.stringContaining(name) });
  expect(docker('volume', 'ls', '--quiet')).not.toContain(volume);
});
