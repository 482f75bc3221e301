import { relative } from 'node:path';
import { pathsOf } from '../state/paths.ts';
import { terraformEnvironment } from './environment.ts';
import { isSomebodys, terraformFiles, terraformSource } from './stamp.ts';
import { parseJsonOutput } from './terraform.ts';

const environmentFrom = (env: NodeJS.ProcessEnv) =>
  terraformEnvironment(
    {
      paths: pathsOf('/state'),
      tflocal: 'tflocal',
      awsEndpointUrl: 'http://127.0.0.1:4566',
      region: 'ap-northeast-2',
      variables: { webhook_secret: 'whsec_x' },
    },
    env,
  );

test('nothing that a person has set for a real account reaches the emulator', () => {
  const environment = environmentFrom({
    PATH: '/bin',
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'real',
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    TF_VAR_region: 'us-east-1',
    TF_CLI_ARGS_apply: '-target=x',
    TF_WORKSPACE: 'other',
  });
  expect(environment).toMatchObject({
    PATH: '/bin',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
  });
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'TF_VAR_region', 'TF_CLI_ARGS_apply', 'TF_WORKSPACE']) {
    expect(environment).not.toHaveProperty(name);
  }
});

test('variables travel in the environment, and a person may still name a mirror or a proxy', () => {
  const environment = environmentFrom({
    TF_CLI_CONFIG_FILE: import.meta.filename,
    NO_PROXY: 'intern.kr',
    HTTPS_PROXY: 'http://proxy:3128',
  });
  expect(environment).toMatchObject({ TF_VAR_webhook_secret: 'whsec_x', TF_CLI_CONFIG_FILE: import.meta.filename });
  expect(environment.NO_PROXY).toBe('intern.kr,127.0.0.1,localhost,::1');
});

test('a configuration file that is not there is left out: Terraform would warn, in its JSON too', () => {
  expect(environmentFrom({ TF_CLI_CONFIG_FILE: '/no/such/file' })).not.toHaveProperty('TF_CLI_CONFIG_FILE');
});

test('JSON is found behind a warning', () => {
  expect(parseJsonOutput('There are some problems\nWarning: {x}\n\n{\n "a": 1\n}\n')).toEqual({ a: 1 });
  expect(parseJsonOutput('{}')).toEqual({});
});

test.each([
  'terraform.tfvars',
  'terraform.tfvars.json',
  'mine.auto.tfvars',
  'x.auto.tfvars.json',
  'override.tf',
  'my_override.tf',
])("%s is somebody's own, and Terraform would read it without being asked", (file) =>
  expect(isSomebodys(file)).toBe(true),
);

test('what the project names itself is not', () => {
  const own = terraformFiles().map((file) => relative(terraformSource, file));
  expect(own).toContain('main.tf');
  expect([...own, 'env/small.tfvars', 'tests/fixtures/terraform.tfvars', 'override.tftpl'].filter(isSomebodys)).toEqual(
    [],
  );
});
