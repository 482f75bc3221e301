import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../files/repository.ts';
import {
  cleanEnvironment,
  noProxyList,
  personEnvironment,
  projectEnvironment,
  proxiesIn,
  SETTINGS,
  toolEnvironment,
} from './environment.ts';

/** A shell that a user has set up for other work. */
const FOREIGN = {
  PATH: '/bin',
  HOME: '/home/kim',
  PYTHONPATH: '/elsewhere',
  PYTHONHOME: '/elsewhere',
  PIP_TARGET: '/elsewhere',
  PIP_USER: '1',
  PIP_PREFIX: '/elsewhere',
  NODE_OPTIONS: '--require=/elsewhere.js',
  NODE_ENV: 'production',
  npm_config_omit: 'dev',
  TF_CLI_ARGS: '-help',
  TF_CLI_ARGS_apply: '-target=x',
  TF_VAR_region: 'us-east-1',
  TF_WORKSPACE: 'other',
  TF_DATA_DIR: '/elsewhere',
  AWS_PROFILE: 'production',
  AWS_ENDPOINT_URL: 'https://elsewhere.example',
  AWS_SESSION_TOKEN: 'real',
  COMPOSE_FILE: '/elsewhere.yml',
  COMPOSE_PROJECT_NAME: 'other',
  GOFLAGS: '-mod=vendor',
  MYSQL_HOME: '/elsewhere',
  GIT_DIR: '/elsewhere',
};

test.each([
  ['a tool', toolEnvironment],
  ['a script or test of this project', projectEnvironment],
])('%s gets nothing that was meant for other programs', (_who, make) => {
  expect(make({}, FOREIGN)).toEqual({ PATH: '/bin', HOME: '/home/kim', PIP_USER: '0', PYTHONNOUSERSITE: '1' });
});

test('who somebody is in AWS reaches what they do in AWS, and the rest of their shell does not', () => {
  const environment = personEnvironment({ KUBECONFIG: '/k' }, FOREIGN);
  expect(environment).toMatchObject({ AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'real', KUBECONFIG: '/k' });
  for (const name of ['PYTHONPATH', 'NODE_OPTIONS', 'TF_CLI_ARGS', 'TF_WORKSPACE', 'COMPOSE_FILE'])
    expect(environment).not.toHaveProperty(name);
});

test('loopback is excepted from every proxy, in both spellings, and what a person excepts stays', () => {
  const proxied = {
    HTTPS_PROXY: 'http://proxy:3128',
    NO_PROXY: 'intern.kr, .go.kr',
    no_proxy: 'other.kr',
    HOST: '10.0.0.7',
  };
  const list = 'intern.kr,.go.kr,other.kr,127.0.0.1,localhost,::1,10.0.0.7';
  expect(toolEnvironment({}, proxied)).toMatchObject({
    HTTPS_PROXY: 'http://proxy:3128',
    NO_PROXY: list,
    no_proxy: list,
  });
  expect(toolEnvironment({}, { NO_PROXY: 'x' })).not.toHaveProperty('NO_PROXY');
  expect(noProxyList({})).toEqual(['127.0.0.1', 'localhost', '::1']);
});

test('a proxy is named without the password in it', () => {
  expect(proxiesIn({ https_proxy: 'http://kim:secret@proxy:3128', NO_PROXY: 'x' })).toEqual([
    'https_proxy=http://…@proxy:3128',
  ]);
});

test('what belongs to the stack is told by its folder, and knows of no proxy', () => {
  process.env.HTTP_PROXY = 'http://proxy:3128';
  try {
    const environment = cleanEnvironment('/state', { A: 'b' });
    expect(environment).toMatchObject({ ENTERWAIT_STATE: '/state', A: 'b' });
    expect(environment).not.toHaveProperty('HTTP_PROXY');
  } finally {
    delete process.env.HTTP_PROXY;
  }
});

const ownSources = ['localstack', 'scripts', 'tests', 'packages', 'services', 'lambdas'].flatMap((folder) =>
  readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.split('/').includes('node_modules'))
    .map((file) => join(repositoryRoot, folder, file)),
);
const textOf = new Map(ownSources.map((file) => [relative(repositoryRoot, file), readFileSync(file, 'utf8')]));

/** These read the environment or set this process's own. No child gets it. */
const NO_CHILD = new Set([
  'packages/command-line/src/processes/environment.ts',
  'packages/command-line/src/processes/environment.test.ts',
]);
const WHOLE = /(\.\.\.|\benv: |\?\? )process\.env(?![.[\w])/;
const READS = ['scripts/erase.ts', 'packages/lambda/src/runtime/clients.test.ts'];

test('no source but the one place hands on the environment of this process as a whole', () => {
  const found = [...textOf].filter(([file, text]) => !NO_CHILD.has(file) && WHOLE.test(text)).map(([file]) => file);
  expect(found.sort()).toEqual([...READS].sort());
});

test('every child that is started directly is given its environment', () => {
  // A test inherits from `make test`, which already has a clean environment.
  const sources = [...textOf].filter(([file]) => !file.startsWith('tests/') && !/\.test\.tsx?$/.test(file));
  const calls = sources.flatMap(([file, text]) =>
    [...text.matchAll(/\b(?:spawn|spawnSync|execFile|execFileSync|fork|promisify\(execFile\))\(/g)].map((match) => ({
      file,
      call: callAt(text, match.index + match[0].length),
    })),
  );
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter(({ file, call }) => !NO_CHILD.has(file) && !/\benv\b/.test(call))).toEqual([]);
});

test('every setting that a test reads gets through to it', () => {
  const read = [...textOf]
    .filter(([file]) => file.startsWith('tests/') || file === 'scripts/mutants.ts')
    .flatMap(([, text]) => [...text.matchAll(/process\.env\.(\w+)/g)].map(([, name]) => name ?? ''));
  const through = Object.keys(projectEnvironment({}, Object.fromEntries(read.map((name) => [name, 'x']))));
  expect(read.filter((name) => !through.includes(name))).toEqual([]);
  expect(SETTINGS).toContain('MODEL_RUNS');
});

/** The arguments of a call, up to its closing bracket. */
function callAt(text: string, from: number): string {
  let depth = 1;
  let end = from;
  while (depth > 0 && end < text.length) {
    if (text[end] === '(') depth += 1;
    if (text[end] === ')') depth -= 1;
    end += 1;
  }
  return text.slice(from, end);
}
