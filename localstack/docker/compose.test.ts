import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { parse } from 'yaml';
import { SERVER_ARGUMENTS } from '../database/database-setup.ts';
import { integrateQueueUrl, mailQueueUrl } from '../services/services.ts';
import { pathsOf } from '../state/paths.ts';
import { SAMPLE_SECRETS } from '../state/sample-secrets.ts';
import { composeArguments, composeVariables, lambdaLabel } from './compose.ts';

const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
const secrets = SAMPLE_SECRETS;
const variables = composeVariables({
  paths: pathsOf('/state'),
  secrets,
  record: {
    status: 'starting',
    kind: 'docker',
    host: '127.0.0.1',
    ports: { aws: 1, database: 2, enterwait: 3, nursery: 4, management: 5 },
    region: 'ap-northeast-2',
    terraformVars: {},
    serviceEnv: {},
    bundles: {},
  },
});

test('everything that the compose file demands is given', () => {
  const demanded = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1]!);
  expect(demanded.length).toBeGreaterThan(5);
  for (const name of demanded) expect(variables[name]).toBeTruthy();
});

test('whoever runs docker compose by hand is told in one line to run make up', () => {
  const demands = [...text.matchAll(/\$\{([A-Z_]+):\?([^}]*)\}/g)].map((match) => match[2]!);
  // Compose stops at the first missing variable, whichever it is.
  for (const says of demands) expect(says).toBe('make up 으로 시작하세요 (start the stack by make up)');
  // LocalStack, MySQL and the services each require a variable, so no part could start without one.
  const { services } = parse(text) as { services: Record<string, object> };
  const withoutDemand = Object.entries(services).filter(([, service]) => !JSON.stringify(service).includes(':?'));
  expect(withoutDemand.map(([name]) => name)).toEqual([]);
});

const compose = spawnSync('docker', ['compose', 'version', '--short'], { env: { PATH: process.env.PATH } });
// This only reads the file. It needs no engine.
(compose.status === 0 ? test : test.skip)('and Docker Compose itself refuses it with that line', () => {
  const env = { PATH: process.env.PATH, HOME: tmpdir() };
  const asked = spawnSync('docker', ['compose', 'config'], { cwd: repositoryRoot, encoding: 'utf8', env });
  expect(asked.status).not.toBe(0);
  expect(
    asked.stderr
      .trim()
      .split('\n')
      .filter((line) => line.includes('make up')),
  ).toHaveLength(1);
});

test('what LocalStack downloads is kept where it keeps it, and is not taken for databases', () => {
  expect(text).toMatch(/^ +- \$\{LOCALSTACK_VOLUME_DIR:-localstack\}:\/var\/lib\/localstack$/m);
  const { volumes } = parse(text) as { volumes: Record<string, unknown> };
  expect(Object.keys(volumes)).toEqual(['database', 'localstack']);
});

test('every port of the compose file is published on the address that is given, on loopback without one', () => {
  const published = [...text.matchAll(/ports: \["(.*)"\]/g)].map((match) => match[1]!);
  expect(published).toHaveLength(5);
  for (const port of published) expect(port).toMatch(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
  expect(Object.entries(variables).filter(([name]) => name.endsWith('_PORT'))).toHaveLength(5);
});

test('MySQL in the container runs with the same settings as the one without', () => {
  for (const argument of SERVER_ARGUMENTS) expect(text).toContain(`- ${argument}\n`);
});

test('the queue has the same URL in both kinds', () => {
  expect(text).toContain(`QUEUE_URL: ${integrateQueueUrl('http://localstack:4566')}\n`);
});

test('the queue of the mails has the same URL in both kinds', () => {
  expect(text).toContain(`MAIL_QUEUE_URL: ${mailQueueUrl('http://localstack:4566')}\n`);
});

test('two stacks on one engine mark their Lambdas differently', () => {
  expect(lambdaLabel({ stateDir: '/one' })).not.toBe(lambdaLabel({ stateDir: '/two' }));
});

test('two checkouts on one engine share neither project nor network nor volume', () => {
  const projectOf = (stateDir: string) => composeArguments({ stateDir }, [])[2];
  expect(projectOf('/one')).toMatch(/^enterwait-[0-9a-f]{12}$/);
  expect(projectOf('/one')).not.toBe(projectOf('/two'));
  expect(variables.NETWORK).toBe(projectOf('/state'));
  // Anything with a fixed name would be shared by every checkout.
  const names = [...text.matchAll(/^ +(?:name|LAMBDA_DOCKER_NETWORK|container_name): (.*)$/gm)].map(
    (match) => match[1],
  );
  expect(names).toHaveLength(2);
  for (const name of names) expect(name).toMatch(/^\$\{NETWORK:-enterwait\}$/);
  for (const [, tag] of text.matchAll(/image: enterwait\/[a-z]+:(.*)$/gm))
    expect(tag).toMatch(/^\$\{IMAGE_TAG:-local\}$/);
});
