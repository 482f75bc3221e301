import { stripVTControlCharacters } from 'node:util';
import { UserError } from '../errors/errors.ts';
import { closingLine, type Finding, tellFindings } from './counted.ts';

const lines: string[] = [];
const note = (text: string): void => {
  lines.push(stripVTControlCharacters(text));
};
beforeEach(() => {
  lines.length = 0;
});

async function* three(): AsyncGenerator<Finding> {
  yield { what: 'one', problems: [] };
  yield { what: 'two', problems: ['is wrong\nin two lines'] };
}

test('findings are told as they come and counted, what is wrong with its reason', async () => {
  expect(await tellFindings(() => three(), note)).toBe(1);
  expect(lines).toEqual(['✓ one', '✗ two', '    is wrong\n    in two lines', '\n1 passed, 1 failed']);
});

test('a tool that cannot be had makes one skipped, and no failure', async () => {
  const code = await tellFindings(() => Promise.reject(new UserError('TOOL_MISSING', 'helm: no Go')), note);
  expect(code).toBe(0);
  expect(lines.at(-1)).toBe('\n0 passed, 0 failed, 1 skipped');
});

test('anything else that goes wrong is not hidden', async () => {
  await expect(tellFindings(() => Promise.reject(new Error('broken')), note)).rejects.toThrow('broken');
});

test('the closing line names what was skipped only when something was', () => {
  expect(closingLine({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed');
});
