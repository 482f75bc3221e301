import { blockOf, commandsOf } from '../../support/stack/readme.ts';
import { aCheckout, type Checkout, type Ended, NO_ENGINE } from '../support/checkout.ts';

/** README.md from its first line on, as somebody follows it who has just cloned the project. The cases build on each other. */
let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout({ venv: true });
  // `make down RESET=1` looks at both kinds.
  Object.assign(checkout.env, process.env.STACK === 'docker' ? { STACK: 'docker' } : NO_ENGINE);
});
afterAll(() => checkout?.remove());

/** Pastes it whole into a shell of this machine. */
const paste = (lines: string): Promise<Ended> => checkout.start('bash', ['-c', lines]).ended;

/** Commands that a separate suite runs, or that take longer than all of this. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'make mail PREVIEW=1': 'serves a page until Ctrl-C: localstack/mail-preview',
  'make logs TRACE=<traceparent>': 'the reader puts one in: integration/trace',
  'make plan ENV=production': 'ten minutes: the workflow’s rehearsal',
  'make doors CLOSE=nursery': 'closes what the next commands need: integration/maintenance',
  'make import FROM=old.sql DRY_RUN=1': 'integration/import',
  'make import FROM=old.sql': 'integration/import',
  'make seed SEED=2 FAMILIES=500': 'as `make seed`, twice as long',
  'make demo LOAD=1': 'as `make demo`, and a load: integration/load',
  'make restore-drill': 'integration/restore-drill',
  'make scale': 'writes docs/scale.md',
  'make faults': 'tests/faults',
  'make coverage': 'the unit tests once more',
  'make mutants': 'minutes of the unit tests',
  'make spec': 'minutes; tests/spec',
  'make bench': 'minutes; measures',
  'make test ALL=1': 'this is it',
  'make test ONLY=unit,types': 'this is it',
  'make test ONLY=machines': 'this is it',
  'make erase USER=parent01 WITHDRAW=1': 'below',
  'make down': 'below',
  'make up': 'below',
  'make up RESET=1': 'as `make down RESET=1` and `make up`',
  'make down RESET=1': 'below',
  'make clean': 'removes node_modules',
};

test('the first line starts it', async () => {
  const [start, tests] = blockOf('README.md', 'start').trimEnd().split('\n');
  expect(tests).toBe('make test');
  await expect(paste(start ?? '')).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('✓ 준비됨 (ready)'),
  });
});

test('an application by hand, and the child leaves', async () => {
  const { code, output } = await paste(`${blockOf('README.md', 'application')}\n${blockOf('README.md', 'leave')}`);
  expect(code).toBe(0);
  expect(output.match(/^HTTP\/1\.1 202 /gm)).toHaveLength(3);
  expect([...output.matchAll(/"nursery_id":"N00001","status":(\d+)/g)].map(([, status]) => status)).toEqual([
    '1',
    '2',
    '99',
  ]);
});

const here = commandsOf('README.md').filter((command) => !(command in ELSEWHERE));
test.each(here)('%s', async (command) => {
  await expect(paste(command)).resolves.toMatchObject({ code: 0 });
});

test('a family with a place is erased when that is said, and its account is there again after the next start', async () => {
  await expect(paste(blockOf('README.md', 'application'))).resolves.toMatchObject({ code: 0 });
  await expect(paste('make erase USER=parent01')).resolves.toMatchObject({
    code: 2,
    output: expect.stringMatching(/the child would lose its place[\s\S]*make erase USER=parent01 WITHDRAW=1/),
  });
  await expect(paste('make erase USER=parent01 WITHDRAW=1')).resolves.toMatchObject({ code: 0 });
  await expect(paste('make down')).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('남겨 둔 것 (kept): 자료'),
  });
  await expect(paste('make up')).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('✓ 준비됨 (ready)'),
  });
  await expect(paste(blockOf('README.md', 'application'))).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('"nursery_id":"N00001","status":2'),
  });
});

test('it ends, and says how many applications went', async () => {
  await expect(paste('make down RESET=1')).resolves.toMatchObject({
    code: 0,
    output: expect.stringMatching(/지움 \(removing\): \w+ 의 자료 \(the data\), 신청 \d+건 \(applications\)/),
  });
});
