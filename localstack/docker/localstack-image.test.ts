import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { checkLocalStackImage } from '../doctor/machine.ts';
import { lacksToken, localStackImage, requireToken } from './localstack-image.ts';

const of = (image: string, token = '') => lacksToken({ LOCALSTACK_IMAGE: image, LOCALSTACK_AUTH_TOKEN: token });

test('the image that is taken by default is the one of the compose file, and needs no token', () => {
  const compose = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
  expect(compose).toContain(`image: \${LOCALSTACK_IMAGE:-${localStackImage({})}}\n`);
  expect(lacksToken({})).toBe(false);
});

test.each([
  'localstack/localstack',
  'localstack/localstack:latest',
  'localstack/localstack:stable',
  'localstack/localstack:2026.03.0',
  'localstack/localstack:2026.10',
  'localstack/localstack:s3-latest',
  'localstack/localstack-pro:4.14.0',
  'registry.example:5000/mirror/localstack:2027.1@sha256:0',
])('%s asks for a token', (image) => {
  expect(of(image)).toBe(true);
  expect(of(image, 'ls-a')).toBe(false);
});

test.each([
  'localstack/localstack:4.14.0',
  'localstack/localstack:3',
  'registry.example:5000/localstack:4.4.0',
  'localstack/localstack@sha256:0',
  'registry.example/own-emulator:latest',
])('%s starts without one', (image) => {
  expect(of(image)).toBe(false);
});

test('make up refuses before anything is pulled, and says both ways out', () => {
  expect(() => requireToken({ LOCALSTACK_IMAGE: 'localstack/localstack:2026.03.0' })).toThrow(
    expect.objectContaining({
      code: 'TOKEN_MISSING',
      message: expect.stringContaining('2026.03.0'),
      advice: expect.stringMatching(/LOCALSTACK_AUTH_TOKEN[\s\S]*LOCALSTACK_IMAGE/),
    }),
  );
  expect(() => requireToken({})).not.toThrow();
});

test('make doctor finds it in the way where the stack runs in containers, and mentions it elsewhere', () => {
  const env = { LOCALSTACK_IMAGE: 'localstack/localstack:2026.03.0' };
  expect(checkLocalStackImage(env, true)).toMatchObject({ state: 'missing', advice: expect.any(String) });
  expect(checkLocalStackImage(env, false).state).toBe('optional');
  expect(checkLocalStackImage({ ...env, STACK: 'embedded' }, true).state).toBe('optional');
  expect(checkLocalStackImage({ ...env, STACK: 'docker' }, false).state).toBe('missing');
  expect(checkLocalStackImage({ ...env, LOCALSTACK_AUTH_TOKEN: 'ls-a' }, true).state).toBe('ok');
  expect(checkLocalStackImage({}, true).state).toBe('ok');
});
