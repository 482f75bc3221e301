import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { aCheckout, type Checkout } from './support/checkout.ts';
import { writeRunningRecord } from './support/records.ts';

/** A stack in Docker was ended and its data stay in a volume; now no engine answers. */
let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
  checkout.stub('docker', 'exit 1');
  writeRunningRecord(checkout, { kind: 'docker', status: 'stopped' });
});
afterAll(() => checkout.remove());

test('make up begins no stack beside those data', async () => {
  await expect(checkout.make('up')).resolves.toMatchObject({
    code: 2,
    output: expect.stringContaining('Docker 엔진이 답하지 않습니다 (no Docker engine answers)'),
  });
});

test('make down has nothing to ask of the engine', async () => {
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0 });
});

test.each(['down RESET=1', 'up RESET=1', 'clean'])('make %s removes nothing that it cannot count', async (command) => {
  await expect(checkout.make(command)).resolves.toMatchObject({
    code: 2,
    output: expect.stringMatching(/Docker 엔진이 답하지 않습니다/),
  });
  expect(checkout.read('.enterwait/stack.json')).toContain('"docker"');
});

test('what came back with the engine after make down is put away before its ports count as taken', async () => {
  const asked = join(checkout.path, '..', 'asked');
  checkout.stub('docker', `echo "$*" >>${asked}; case "$*" in "ps --all"*) echo enterwait-1;; esac`);
  const taken = createServer().listen(Number(checkout.env.NURSERY_PORT), '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { output } = await checkout.make('up STACK=docker');
    expect(output).toMatch(/남은 것 정리, 자료는 둠.*✗ 포트/s);
    expect(readFileSync(asked, 'utf8')).toMatch(/^compose --project-name \S+ down --remove-orphans$/m);
  } finally {
    taken.close();
  }
});
