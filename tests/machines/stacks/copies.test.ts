import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePorts } from '../../../localstack/settings/ports.ts';
import { PORT_NAMES, PORT_SETTINGS } from '../../../localstack/settings/settings.ts';
import { stopEmbedded } from '../../../localstack/stack/stop.ts';
import { aCheckout, type Checkout } from '../support/checkout.ts';

let checkout: Checkout;
let copy: string;
beforeAll(async () => {
  checkout = await aCheckout({ venv: true });
  copy = `${checkout.path}-copy`;
});
afterAll(async () => {
  await stopEmbedded(join(copy, '.enterwait'));
  await checkout.remove();
});

test('a copy of a checkout with a running stack has a stack of its own, and the original runs on', async () => {
  await expect(checkout.make('up STACK=embedded')).resolves.toMatchObject({ code: 0 });
  // Copied as `cp -a` does, except that the packages are linked.
  execFileSync('cp', ['-al', checkout.path, copy]);
  rmSync(join(copy, '.enterwait'), { recursive: true });
  execFileSync('cp', ['-a', join(checkout.path, '.enterwait'), copy]);

  const ports = await findFreePorts('127.0.0.1');
  const others = PORT_NAMES.map((name) => `${PORT_SETTINGS[name].variable}=${ports[name]}`).join(' ');
  await expect(checkout.make(`-C ${copy} up STACK=embedded ${others}`)).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining('this folder is a copy'),
  });
  await expect(checkout.make('status')).resolves.toMatchObject({ code: 0 });
  await expect(checkout.make(`-C ${copy} status`)).resolves.toMatchObject({
    code: 0,
    output: expect.stringContaining(String(ports.nursery)),
  });
  await expect(checkout.make(`-C ${copy} down`)).resolves.toMatchObject({ code: 0 });
  await expect(checkout.make('status')).resolves.toMatchObject({ code: 0 });

  // One part is down: it is named, the others are not, and the advice works.
  const nursery = JSON.parse(checkout.read('.enterwait/pids/nursery.json')) as { pid: number };
  process.kill(nursery.pid, 'SIGKILL');
  const { code, output } = await checkout.make('seed FAMILIES=1 NURSERIES=1');
  expect(output).toContain(`✗ nursery, 포트 (port) ${checkout.env.NURSERY_PORT}: 답 없음 (no answer)\n→ `);
  expect(output).toContain('make up');
  expect(code).toBe(2);
  await expect(checkout.make('up')).resolves.toMatchObject({ code: 0 });
  await expect(checkout.make('seed FAMILIES=1 NURSERIES=1')).resolves.toMatchObject({ code: 0 });
  await expect(checkout.make('down')).resolves.toMatchObject({ code: 0 });
});
