import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { projectEnvironment } from '@enterwait/command-line/processes';
import { aCheckout } from './support/checkout.ts';

/** Everything about days, times and Korean words, from one end of the date line to the other. */
const TIMELY = 'packages/(domain|pages)/|lambdas/send-email/|services/management/src/pages/|localstack/seed/';

test.each([
  { TZ: 'Pacific/Kiritimati', LANG: 'C', LC_ALL: 'C' },
  { TZ: 'America/Los_Angeles', LANG: 'ko_KR.EUC-KR', LC_ALL: '' },
  { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
])('days and words are the same with %j', (machine) => {
  const jest = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--no-warnings', jest, '--runInBand', '--selectProjects', 'unit'];
  const { status, stderr } = spawnSync(nodeBinary, [...args, `--testPathPatterns=${TIMELY}`], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: projectEnvironment(machine),
  });
  expect([status, stderr]).toEqual([0, expect.stringMatching(/Tests: +\d{3,} passed, \d+ total/)]);
});

test('make speaks Korean where the locale knows none', async () => {
  const checkout = await aCheckout();
  try {
    const env = { LANG: 'C', LC_ALL: 'C', TZ: 'Pacific/Kiritimati' };
    await expect(checkout.make('help', env)).resolves.toMatchObject({
      code: 0,
      output: expect.stringContaining('스택을 시작하고 증명'),
    });
    await expect(checkout.make('env', env)).resolves.toMatchObject({
      code: 2,
      output: expect.stringContaining('실행 중인 스택이 없습니다 (no stack is running)'),
    });
  } finally {
    await checkout.remove();
  }
});
