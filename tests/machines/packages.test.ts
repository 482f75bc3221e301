import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { aCheckout, type Checkout } from './support/checkout.ts';

/** `npm ci` as far as the project can see it: its arguments, and the packages that a registry would give. */
const NPM = `echo "$@" >>npm.calls; env >npm.env
case "$1" in ci|install) [ -d packages.kept ] && rm -rf node_modules && mv packages.kept node_modules; exit 0;; esac`;

let checkout: Checkout;
let lock: string;
beforeAll(async () => {
  checkout = await aCheckout();
  lock = checkout.read('package-lock.json');
});
afterAll(() => checkout.remove());

/** The packages are whole at the beginning of each test: a new checkout for each would take longer than all of them. */
beforeEach(() => {
  checkout.stub('npm', NPM);
  checkout.unstub('node');
  checkout.write('package-lock.json', lock);
  rmSync(at('npm.calls'), { force: true });
});
afterEach(() => {
  if (existsSync(at('packages.kept'))) renameSync(at('packages.kept'), at('node_modules'));
});

const at = (...path: string[]) => join(checkout.path, ...path);
const calls = () =>
  existsSync(at('npm.calls'))
    ? checkout
        .read('npm.calls')
        .split('\n')
        .filter((call) => /^(ci|install) /.test(call))
    : [];
const older = () => {
  checkout.write('package-lock.json', lock.replace(/("node_modules\/zod": \{\s+"version": )"[^"]+"/, '$1"99.0.0"'));
};

test('packages that work are left alone', async () => {
  await expect(checkout.make('env')).resolves.toMatchObject({ code: 2, output: expect.stringContaining('make up') });
  expect(calls()).toEqual([]);
});

test.each([{ NODE_ENV: 'production' }, { npm_config_omit: 'dev' }, { npm_config_ignore_scripts: 'false' }])(
  'the first run with %j gets everything, and runs nothing of it',
  async (env) => {
    renameSync(at('node_modules'), at('packages.kept'));
    await expect(checkout.make('env', env)).resolves.toMatchObject({
      code: 2,
      output: expect.stringContaining('make up'),
    });
    expect(calls()).toEqual([expect.stringMatching(/^ci --ignore-scripts=true --include=dev .*--engine-strict=false/)]);
    expect(checkout.read('npm.env')).not.toMatch(/^NODE_ENV=/m);
  },
);

describe('after an installation without scripts', () => {
  const program = `node-${process.platform}-${process.arch}`;
  const noNode = (brought: string) => `echo "$@" >>npm.calls
case "$1" in
  ci) mv packages.kept node_modules; mv node_modules/node/bin/node kept.node; rm -rf node_modules/node/bin node_modules/.bin/node; ${brought};;
  rebuild) mkdir -p node_modules/node/bin node_modules/.bin; mv kept.node node_modules/node/bin/node; ln -sf ../node/bin/node node_modules/.bin/node;;
esac`;
  const { devDependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  const allCalls = () => checkout.read('npm.calls').trimEnd().split('\n');
  beforeEach(() => {
    rmSync(at('node_modules', program), { recursive: true, force: true });
    renameSync(at('node_modules'), at('packages.kept'));
  });
  afterEach(() => rmSync(at('node_modules', program), { recursive: true, force: true }));

  test('the Node that came by its checksum is put into its place, and no script is run', async () => {
    const folder = `node_modules/${program}`;
    checkout.stub(
      'npm',
      noNode(
        `mkdir -p ${folder}/bin; mv kept.node ${folder}/bin/node; echo '{"version":"${devDependencies.node}"}' >${folder}/package.json`,
      ),
    );
    await expect(checkout.make('env')).resolves.toMatchObject({ output: expect.stringContaining('make up') });
    expect(allCalls().map((call) => call.split(' ')[0])).toEqual(['ci']);
    await expect(checkout.make('env')).resolves.toMatchObject({ output: expect.not.stringContaining('npm') });
  });

  test.each([
    ['there is none for this machine', ':'],
    [
      'there is one of another version',
      `mkdir -p node_modules/${program}; echo '{"version":"1.0.0"}' >node_modules/${program}/package.json`,
    ],
  ])('where %s, the one script that is allowed by name fetches it', async (_, brought) => {
    checkout.stub('npm', noNode(brought));
    await expect(checkout.make('env')).resolves.toMatchObject({
      output: expect.stringContaining('… npm rebuild node\n'),
    });
    expect(allCalls()).toEqual([
      expect.stringMatching(/^ci --ignore-scripts=true /),
      expect.stringMatching(/^rebuild node --ignore-scripts=false /),
    ]);
  });
});

test('packages without their Node are repaired by the next command, whichever it is', async () => {
  renameSync(at('node_modules'), at('packages.kept'));
  mkdirSync(at('node_modules', '.bin'), { recursive: true });
  symlinkSync('../node/bin/node', at('node_modules', '.bin', 'node'));
  await expect(checkout.make('status')).resolves.toMatchObject({ output: expect.stringContaining('… npm ci') });
  await expect(checkout.make('env')).resolves.toMatchObject({ code: 2, output: expect.stringContaining('make up') });
  expect(calls()).toHaveLength(1);
});

test.each(['down', 'status', 'env', 'logs', 'doctor'])('make %s is content with an older set', async (target) => {
  older();
  await checkout.make(target);
  expect(calls()).toEqual([]);
});

test('what starts something is not content with an older set, nor with one that npm did not mend', async () => {
  older();
  await expect(checkout.make('build')).resolves.toMatchObject({
    code: 2,
    output: expect.stringMatching(/cannot be used\): node_modules\/zod: .*\n✗ .*npm could not install/),
  });
  expect(calls()).toHaveLength(1);
});

test('nothing but KEY=VALUE is on standard output of make -s env, also when packages come first', async () => {
  renameSync(at('node_modules'), at('packages.kept'));
  const { ended } = checkout.start('sh', ['-c', 'make -s env 2>errors | cat >values']);
  await ended;
  expect(checkout.read('errors')).toContain('… npm ci');
  expect(checkout.read('values')).toBe('');
});

test('a Node that is too old is told what to do, before anything runs', async () => {
  checkout.stub('node', 'case "$1" in --version) echo v18.20.4;; *) exit 1;; esac');
  await expect(checkout.make('up')).resolves.toMatchObject({
    code: 2,
    output: expect.stringMatching(/Node v18\.20\.4 .*too old\): 20 .*\n→ https:\/\/nodejs\.org .*nvm install 24/),
  });
  expect(calls()).toEqual([]);
});

test('without Node it is said where it comes from', async () => {
  const { ended } = checkout.start('/usr/bin/make', ['up'], { PATH: '/nowhere' });
  await expect(ended).resolves.toMatchObject({
    code: 2,
    output: expect.stringMatching(/Node 20 or newer and npm are needed.*\n→/),
  });
});

describe('a proxy that takes connections and never answers', () => {
  let server: Server;
  let proxy: string;
  beforeEach(async () => {
    server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    proxy = `http://kim:secret@127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterEach(() => server.close());

  test('is named, without its password, and npm is not waited for long', async () => {
    renameSync(at('node_modules'), at('packages.kept'));
    checkout.stub('npm', 'echo "$@" >>npm.calls; echo "npm error network timeout at $HTTPS_PROXY"; exit 1');
    const { code, output } = await checkout.make('up', { HTTPS_PROXY: proxy });
    expect(code).toBe(2);
    expect(output).toMatch(/proxy does not answer\): HTTPS_PROXY=http:\/\/…@127\.0\.0\.1:\d+/);
    expect(output).toMatch(/could not install the packages\)\n→ .*a proxy is set, does it answer\?\): HTTPS_PROXY/);
    expect(output).not.toContain('secret');
    expect(calls()).toEqual([expect.stringContaining('--fetch-timeout=10000 --fetch-retries=0')]);
  });

  test('does not stand between this machine and itself, whatever Node makes of it', async () => {
    const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NODE_USE_ENV_PROXY: '1', NO_PROXY: 'intern.kr' };
    const web = createServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok'),
    );
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    const address = web.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    const asked = `fetch('${url}', { signal: AbortSignal.timeout(3000) }).then((answer) => answer.text()).then(console.log)`;
    checkout.write('ask.mk', `ask:\n\t@$(NODE) -e "${asked}"; echo "$$NO_PROXY $$no_proxy"\n`);
    const { output } = await checkout.make('-s -f Makefile -f ask.mk ask', env);
    web.close();
    const list = 'intern.kr,127.0.0.1,localhost,::1';
    expect(output).toBe(`ok\n${list} ${list}\n`);
  });
});
