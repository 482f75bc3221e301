import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot, STATE_DIR_VARIABLE } from '@enterwait/command-line/files';
import { personEnvironment } from '@enterwait/command-line/processes';
import { STATUS } from '@enterwait/domain/protocol';
import { serviceEnvironment } from '../../../localstack/services/services.ts';
import { findFreePorts } from '../../../localstack/settings/ports.ts';
import { EMULATOR_CREDENTIALS } from '../../../localstack/settings/settings.ts';
import { SERVICE_NAMES } from '../../../localstack/stack/stack.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { temporaryFolder } from '../../../localstack/state/stacks.ts';
import { CHART_OBJECTS } from '../../../scripts/delivery/chart/objects.ts';
import { ensureAwsCli } from '../../../scripts/delivery/tools/aws-cli.ts';
import { parents } from '../../support/commands/api.ts';
import { anAddress, anApplication } from '../../support/commands/samples.ts';
import type { Cluster } from '../../support/documented/kubectl.ts';
import { paste } from '../../support/documented/paste.ts';
import { commandsOn } from '../../support/documented/places.ts';
import { embeddedOptions } from '../../support/faults/second-process.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { emptyDeadLetters } from '../../support/stack/aws.ts';
import { theStack } from '../../support/stack/stack.ts';

/** The commands of docs/, typed as written: on the stack, and with its emulator in place of AWS. */
let folder: ReturnType<typeof temporaryFolder>;
/** What turns a place into an AWS account and a cluster: the caller, the endpoint, and the stand-in programs. */
let abroad: Record<string, string>;

const here = () => ({ [STATE_DIR_VARIABLE]: theStack().stateDir, HISTFILE: '/dev/null' });
const bin = () => join(folder.path, 'bin');

function program(name: string, script: string): void {
  writeFileSync(join(bin(), name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin(), name), 0o755);
}

async function aws(command: string): Promise<void> {
  const { code, output } = await paste(`aws ${command}`, { cwd: folder.path, env: personEnvironment(abroad) });
  if (code !== 0) throw new Error(`aws ${command}: ${output}`);
}

/** What a page leaves to its reader: an application that only this test has, a folder, a free port. */
async function filledIn(command: string): Promise<string> {
  const { management } = await findFreePorts('127.0.0.1');
  const here = command.replaceAll('{folder}', folder.path).replaceAll(/\b9000\b/g, String(management));
  if (!/\{(user|child|trace)\}/.test(here)) return here;
  const application = anApplication({ parent_email: anAddress() });
  const answer = await parents.request(application);
  const [, trace = ''] = (answer.headers.get('traceparent') ?? '').split('-');
  await everywhere(application, STATUS.requested, 1);
  return here.replace('{user}', application.user_id).replace('{child}', application.child_id).replace('{trace}', trace);
}

/** What a person types after the command, by the word in it that asks. */
const ANSWERS: Readonly<Record<string, string>> = {
  'person.json': JSON.stringify({
    email: 'documented@example.go.kr',
    name: '운영자',
    password: 'a long enough pass phrase 42',
    role: 'operator',
  }),
  'read -r ADDRESS': 'family@example.com\n',
};
const answerTo = (command: string): string =>
  Object.entries(ANSWERS).find(([word]) => command.includes(word))?.[1] ?? '';

/** Variables that a page assumes to be set. */
const forTheReader = (): Record<string, string> => ({
  ADMIN_TOKEN: theStack().adminToken,
  SYSTEM_URL: theStack().managementUrl,
  key: 'a'.repeat(64),
});

beforeAll(() => {
  folder = temporaryFolder('documented');
});
afterAll(() => folder.remove());

describe('on the stack', () => {
  // Other files' poison can never be put back: `make redrive` would report it.
  beforeAll(() => emptyDeadLetters());

  test.each(commandsOn('stack'))('$text', async ({ as }) => {
    const { code, output } = await paste(await filledIn(as), { cwd: repositoryRoot, env: personEnvironment(here()) });
    expect([code, code === 0 ? '' : output]).toEqual([0, '']);
  });
});

describe('as on AWS', () => {
  beforeAll(async () => {
    mkdirSync(bin());
    const { python, script } = await ensureAwsCli(() => {});
    // AWS CLI version 1 asks some services at an address of its own, whatever AWS_ENDPOINT_URL says.
    program('aws', `exec '${python}' '${script}' --endpoint-url "$AWS_ENDPOINT_URL" "$@"`);
    program(
      'kubectl',
      `exec '${nodeBinary}' '${join(repositoryRoot, 'tests/support/documented/kubectl.ts')}' '${join(folder.path, 'cluster.json')}' "$@"`,
    );

    const options = embeddedOptions();
    const deployment = JSON.parse(
      readFileSync(join(repositoryRoot, 'charts/enterwait/examples/terraform-output.json'), 'utf8'),
    ) as object;
    writeFileSync(join(folder.path, 'deployment.json'), JSON.stringify(deployment));
    const pods = SERVICE_NAMES.map((name) => [
      name,
      { env: { ...serviceEnvironment(name, options), DB_TLS: '' }, port: options.ports[name] },
    ]);
    const cluster: Cluster = { objects: CHART_OBJECTS, pods: Object.fromEntries(pods) };
    writeFileSync(join(folder.path, 'cluster.json'), JSON.stringify(cluster));
    abroad = {
      ...here(),
      ...EMULATOR_CREDENTIALS,
      AWS_REGION: theStack().region,
      // AWS CLI version 1 knows only this one.
      AWS_DEFAULT_REGION: theStack().region,
      AWS_ENDPOINT_URL: theStack().awsEndpointUrl,
      TERRAFORM_DIR: pathsOf(theStack().stateDir).terraform,
      DEPLOYMENT: join(folder.path, 'deployment.json'),
      KUBECONFIG: join(folder.path, 'kubeconfig'),
      PATH: `${bin()}:${process.env.PATH}`,
    };
    // What exists of the cluster and the secrets after an apply.
    await aws(
      'eks create-cluster --name enterwait --role-arn arn:aws:iam::000000000000:role/cluster --resources-vpc-config {}',
    );
    await aws(
      `secretsmanager create-secret --name enterwait/service/management --secret-string '${JSON.stringify({ ADMIN_TOKEN: theStack().adminToken })}'`,
    );
  });

  afterAll(async () => {
    await aws('eks delete-cluster --name enterwait');
    await aws('secretsmanager delete-secret --secret-id enterwait/service/management --force-delete-without-recovery');
  });

  test.each(commandsOn('cluster'))('$text', async ({ as }) => {
    const command = await filledIn(as);
    const { code, output } = await paste(command, {
      cwd: repositoryRoot,
      env: { ...personEnvironment(abroad), ...forTheReader() },
      input: answerTo(command),
    });
    expect([code, code === 0 ? '' : output]).toEqual([0, '']);
    // Some of these commands report what went wrong and continue.
    expect(output).not.toMatch(/curl: \(|"code":|An error occurred|Error from server/);
  });
});
