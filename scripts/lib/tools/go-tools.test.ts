import { existsSync } from 'node:fs';
import { ensureGoTool } from './go-tools.ts';

const { PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
});

test('without Go a tool that is not there yet is said to be missing, for the check to be skipped', async () => {
  process.env.PATH = '/nowhere';
  const answer = await ensureGoTool('actionlint').catch((error: unknown) => error);
  // On a machine that has compiled it already it is used as it is.
  if (typeof answer === 'string') expect(existsSync(answer)).toBe(true);
  else expect(answer).toMatchObject({ code: 'TOOL_MISSING', advice: 'https://go.dev/dl' });
});
