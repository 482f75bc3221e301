import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '@enterwait/command-line/files';
import { ensureGoTool, toolCache } from './go-tools.ts';

const { PATH } = process.env;
// A separate cache: the project's own may already have the tool, or be compiling it right now.
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

test('a tool is kept for all checkouts of a person, and in this one where that cannot be', () => {
  const home = join(cache, 'home');
  expect(toolCache({}, home)).toBe(join(home, '.cache', 'enterwait'));
  expect(toolCache({ XDG_CACHE_HOME: join(cache, 'xdg') }, home)).toBe(join(cache, 'xdg', 'enterwait'));
  expect(toolCache({ XDG_CACHE_HOME: 'relative' }, home)).toBe(join(home, '.cache', 'enterwait'));
  writeFileSync(join(cache, 'file'), '');
  expect(toolCache({}, join(cache, 'file'))).toBe(cacheDir);
});
