import { stripVTControlCharacters } from 'node:util';
import { Cancelled, UserError } from '@enterwait/command-line/errors';
import type { Finding } from './surroundings.ts';
import { tellTroubles } from './troubles.ts';

const FULL: Finding = { what: 'disk', state: 'missing', found: '0.1 GB', advice: 'make clean' };
const FINE: Finding = { what: 'npm', state: 'ok', found: '11' };
const ABSENT: Finding = { what: 'Docker', state: 'optional', found: 'none' };

const told = async (error: unknown, findings: Finding[]): Promise<string> => {
  let text = '';
  await tellTroubles(
    error,
    async () => findings,
    (some) => {
      text += some;
    },
  );
  return stripVTControlCharacters(text);
};

test('after a failure only what is in the way is told, with what to do', async () => {
  const text = await told(new Error('x'), [FINE, FULL, ABSENT]);
  expect(text).toContain('✗ disk: 0.1 GB\n  → make clean');
  expect(text).not.toMatch(/npm|Docker/);
});

test('nothing is told where nothing is in the way, or where it was not the machine', async () => {
  await expect(told(new Error('x'), [FINE, ABSENT])).resolves.toBe('');
  await expect(told(new Cancelled(), [FULL])).resolves.toBe('');
  await expect(told(new UserError('BAD_SETTING', 'x'), [FULL])).resolves.toBe('');
});
