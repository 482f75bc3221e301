import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureGoTool } from './go-tools.ts';

const { PATH } = process.env;
// The project's own may have the tool already, or be compiling it at this moment.
const cache = mkdtempSync(join(tmpdir(), 'enterwait-go-tools-'));
afterEach(() => {
  process.env.PATH = PATH;
});
afterAll(() => rmSync(cache, { recursive: true }));

test('without Go a tool that is not there yet is said to be missing, for the check to be skipped', async () => {
  process.env.PATH = '/nowhere';
  await expect(ensureGoTool('actionlint', undefined, undefined, cache)).rejects.toMatchObject({
    code: 'TOOL_MISSING',
    advice: 'https://go.dev/dl',
  });
});
