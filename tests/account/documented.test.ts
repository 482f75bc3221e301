import { join } from 'node:path';
import { stopDaemon } from '@enterwait/command-line/processes';
import { EMULATOR_GRACE_MS, EMULATOR_PROCESS, startMiniStack } from '../../localstack/embedded/ministack.ts';
import { ensurePython } from '../../localstack/python/python.ts';
import { findFreePorts } from '../../localstack/settings/ports.ts';
import { EMULATOR_CREDENTIALS, httpUrl } from '../../localstack/settings/settings.ts';
import { pathsOf } from '../../localstack/state/paths.ts';
import { temporaryFolder } from '../../localstack/state/stacks.ts';
import { OVERRIDES } from '../../scripts/delivery/cloud/rehearsal/growth.ts';
import { ensureAwsCli } from '../../scripts/delivery/tools/aws-cli.ts';
import { aCheckout, type Checkout } from '../machines/support/checkout.ts';
import { commandsOn } from '../support/documented/places.ts';

/**
 * The commands of docs/aws.md and docs/delivery.md, from the bucket of the state to the destroy, typed as written by somebody who has just
 * cloned the project and has an account, which is an emulator. Commands for a cluster are only printed (DRY_RUN=1).
 */
const REGION = 'ap-northeast-2';
/** The emulator manages no master's secret and names none, and its queues are here. */
const FILL = [
  's/"master_secret_arn": null/"master_secret_arn": "arn:aws:secretsmanager:ap-northeast-2:000000000000:secret:rds"/',
  's#"http://127.0.0.1:[0-9]*/#"https://sqs.ap-northeast-2.amazonaws.com/#',
].reduce((all, one) => `${all} -e '${one}'`, 'sed');
let checkout: Checkout;
let zone: string;
const ends: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  checkout = await aCheckout({ venv: true });
  ends.push(() => checkout.remove());
  const folder = temporaryFolder('account');
  ends.push(() => folder.remove());
  const paths = pathsOf(folder.path);
  const python = await ensurePython({
    pidDir: paths.pids,
    logFile: join(folder.path, 'python.log'),
    progress() {},
  });
  const { aws: port } = await findFreePorts('127.0.0.1');
  await startMiniStack({ paths, python, host: '127.0.0.1', port, region: REGION });
  ends.push(async () => void (await stopDaemon(paths.pids, EMULATOR_PROCESS, EMULATOR_GRACE_MS)));

  for (const [place, text] of Object.entries(OVERRIDES))
    checkout.write(join('terraform', place, 'emulator_override.tf'), text);
  const { python: interpreter, script } = await ensureAwsCli(() => {});
  checkout.stub('aws', `exec '${interpreter}' '${script}' "$@"`);
  Object.assign(checkout.env, {
    ...EMULATOR_CREDENTIALS,
    AWS_ENDPOINT_URL: httpUrl('127.0.0.1', port),
    AWS_EC2_METADATA_DISABLED: 'true',
    // The exports of the first block, because each block here has its own shell.
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    STATE_BUCKET: 'example-enterwait-state',
    TARGET: 'aws',
    ENV: 'small',
  });
  // An agency has its zone before it begins.
  const made = await checkout.start('aws', [
    ...['route53', 'create-hosted-zone', '--name', 'example.go.kr', '--caller-reference', 'agency'],
    ...['--query', 'HostedZone.Id', '--output', 'text'],
  ]).ended;
  zone = made.output.trim().replace('/hostedzone/', '');
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

test.each(commandsOn('account'))('$page: $text', async ({ as, env }) => {
  const command = as.replace('{zone}', zone).replace('>outputs.json', `| ${FILL} >outputs.json`);
  const { code, output } = await checkout.start('bash', ['--norc', '-e', '-o', 'pipefail', '-c', command], env).ended;
  expect([code, code === 0 ? '' : output.slice(-4000)]).toEqual([0, '']);
  // The deploy step reads this from now on, unless a file is named.
  if (command.includes('>outputs.json')) checkout.env.DEPLOYMENT = 'outputs.json';
});
