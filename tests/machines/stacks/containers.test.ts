import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lambdaLabel } from '../../../localstack/compose.ts';
import { hasDockerEngine } from '../../../localstack/engine.ts';
import { pathsOf } from '../../../localstack/paths.ts';
import { aCheckout, type Checkout } from '../support/checkout.ts';
import { writeRunningRecord } from '../support/records.ts';

const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8', input: '' }).trim();
const whereDockerIs = (await hasDockerEngine()) ? test : test.skip;
const name = `enterwait-left-${process.pid}`;

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
});
afterAll(() => checkout.remove());

whereDockerIs('make down removes the containers and the network of a test run that was killed', async () => {
  // As a LocalStack that Ryuk has killed leaves its Lambdas: in the network of the run.
  const stateDir = join(checkout.path, '..', 'suite');
  mkdirSync(stateDir);
  writeRunningRecord(checkout, { kind: 'docker' }, pathsOf(stateDir).record);
  checkout.write(
    '.enterwait/stacks/suite.json',
    JSON.stringify({ kind: 'stack', path: stateDir, owners: [{ name: 'owner', pid: 1, startedAt: 'another boot' }] }),
  );
  const archive = execFileSync('tar', ['--create', '--files-from', '/dev/null']);
  execFileSync('docker', ['import', '-', name], { input: archive });
  try {
    docker('network', 'create', name);
    docker('create', '--name', name, '--network', name, '--label', lambdaLabel({ stateDir }), name, 'true');
    await expect(checkout.make('down')).resolves.toMatchObject({ code: 0, output: expect.stringContaining(name) });
    expect(docker('ps', '--all', '--quiet', '--filter', `name=${name}`)).toBe('');
    expect(docker('network', 'ls', '--quiet', '--filter', `name=${name}`)).toBe('');
  } finally {
    docker('image', 'rm', name);
  }
});
