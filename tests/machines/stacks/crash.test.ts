import { recallProcess, recallProcesses, signalProcess } from '@enterwait/command-line/processes';
import { requestIdOf } from '@enterwait/domain/application';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { anApplication } from '../../support/commands/samples.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { aCheckout, type Checkout } from '../support/checkout.ts';
import { type Entered, environmentOf, whatIsEntered } from '../support/entered.ts';

/** A stack with a thousand applications, whose parts die. The cases build on each other, because a start takes a minute. */
let checkout: Checkout;
let env: NodeJS.Dict<string>;
let before: Entered;

beforeAll(async () => {
  checkout = await aCheckout({ venv: true });
  checkout.env.STACK = 'embedded';
  await expect(checkout.make('up')).resolves.toMatchObject({ code: 0, output: expect.stringContaining('✓ 준비됨') });
  await expect(checkout.make('seed FAMILIES=400')).resolves.toMatchObject({ code: 0 });
  env = await environmentOf(checkout);
  before = await settled();
  expect(Object.keys(before.table).length).toBeGreaterThan(1000);
});
afterAll(() => checkout?.remove());

const paths = () => pathsOf(`${checkout.path}/.enterwait`);
const settled = () =>
  eventually(async () => {
    const entered = await whatIsEntered(env);
    expect(entered.open).toEqual([]);
    return entered;
  });
const part = (name: string) => recallProcess(paths().pids, name)!;

/** Everything from before is still there: rows, lines, places and the judge's state of each, and nothing differs. */
async function expectAllThere(): Promise<void> {
  const now = await settled();
  expect(now).toMatchObject(before);
  expect(Object.keys(now.enterwait).toSorted()).toEqual(Object.keys(now.table).toSorted());
  expect(Object.keys(now.nursery).toSorted()).toEqual(Object.keys(now.table).toSorted());
  await expect(checkout.make('reconcile')).resolves.toMatchObject({ code: 0 });
  before = now;
}

test('everything is killed while a command is in flight: all is back, and the command is answered', async () => {
  const application = anApplication({ child_id: '202403150009001', nursery_id: 'N00001' });
  signalProcess(part('aws'), 'SIGSTOP');
  const answer = await fetch(`${env.ENTERWAIT_URL}/enterwait/request`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env.PROGRAM_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(application),
  });
  expect(answer.status).toBe(202);
  for (const one of recallProcesses(paths().pids)) signalProcess(one, 'SIGKILL');

  const { code, output } = await checkout.make('up');
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('✓ 준비됨') });
  expect(output).toContain('AWS(MiniStack) 이(가) 죽어 있습니다 (has died)');
  expect(output).toContain('데이터베이스 (database) 이(가) 죽어 있습니다 (has died)');
  expect(output).toMatch(/신청 \d{4,}건 \(applications\), 다시 물은 명령 1건 \(commands asked again\)/);
  expect(output).toContain('차이 0건 (differences)');
  await expectAllThere();
  expect(before.table[requestIdOf(application)]).toMatchObject({ status: 1, version: 1, round: 1 });
});

test('the database alone is killed: it is started again, and nothing else', async () => {
  const emulator = part('aws').pid;
  signalProcess(part('database'), 'SIGKILL');
  const { code, output } = await checkout.make('up');
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('다시 시작 (starting it again)') });
  expect(part('aws').pid).toBe(emulator);
  await expectAllThere();
});

test('the emulator is silent: it is waited for', async () => {
  const emulator = part('aws');
  signalProcess(emulator, 'SIGSTOP');
  const up = checkout.start('make', ['up']);
  await eventually(() => expect(up.output()).toContain('답을 기다림 (running, but silent'));
  signalProcess(emulator, 'SIGCONT');
  await expect(up.ended).resolves.toMatchObject({ code: 0 });
  expect(part('aws').pid).toBe(emulator.pid);
  await expectAllThere();
});

test('the emulator alone is killed: what it knew is built anew from the databases', async () => {
  signalProcess(part('aws'), 'SIGKILL');
  const { code, output } = await checkout.make('up');
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('built anew from the databases') });
  await expectAllThere();
});

test('make down keeps what was entered; RESET=1 removes it and says how much it was', async () => {
  const many = Object.keys(before.enterwait).length;
  await expect(checkout.make('down')).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('남겨 둔 것 (kept): 자료'),
  });
  await expect(checkout.make('up')).resolves.toMatchObject({ code: 0 });
  env = await environmentOf(checkout);
  await expectAllThere();
  await checkout.make('down');
  const told = expect.stringContaining(`embedded 의 자료 (the data), 신청 ${many + 1}건 (applications)`);
  await expect(checkout.make('down RESET=1')).resolves.toMatchObject({ code: 0, output: told });
  await expect(checkout.make('down')).resolves.toMatchObject({ output: expect.not.stringContaining('(the data') });
});
