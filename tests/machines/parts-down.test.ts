import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aCheckout, type Checkout } from './support/checkout.ts';
import { writeRunningRecord } from './support/records.ts';

let checkout: Checkout;
beforeAll(async () => {
  checkout = await aCheckout();
  checkout.write('old.sql', '');
  writeRunningRecord(checkout);
});
afterAll(() => checkout.remove());

test.each([
  'seed FAMILIES=2',
  'reconcile',
  'demo',
  'mail',
  'dlq',
  'redrive QUEUE=all',
  'doors CLOSE=nursery',
  'reindex',
  'erase USER=someone',
  'retention OLDER_THAN=365d',
  'leavers',
  'import FROM=old.sql',
  'restore-drill',
])('with its parts down, make %s says which one does not answer', async (command) => {
  const { code, output } = await checkout.make(command);
  expect(output).toContain(`nursery, 포트 (port) ${checkout.env.NURSERY_PORT}: 답 없음 (no answer)`);
  expect(output).toContain('→ 다시 시작하려면 (to start it again): make up · 모두 보기 (to see all): make status');
  expect(output).not.toContain('unexpected');
  expect(code).toBe(2);
});

test('make status shows them, make env needs none of them', async () => {
  await expect(checkout.make('status')).resolves.toMatchObject({
    code: 2,
    output: expect.stringContaining('접속 안 됨 (does not connect)'),
  });
  await expect(checkout.make('env')).resolves.toMatchObject({ code: 0 });
});

test('none of it was unexpected', () => {
  expect(existsSync(join(checkout.path, '.enterwait', 'logs', 'unexpected.log'))).toBe(false);
});
