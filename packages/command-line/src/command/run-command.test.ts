import { stripVTControlCharacters } from 'node:util';
import { UserError } from '../errors/errors.ts';
import { describe as describeError } from './run-command.ts';

test('an error that was foreseen is a message and what to do, no stack', () => {
  const text = stripVTControlCharacters(
    describeError(new UserError('PORT_TAKEN', '포트 3000', 'ENTERWAIT_PORT=3001 make up')),
  );
  expect(text).toBe('✗ 포트 3000\n→ ENTERWAIT_PORT=3001 make up');
});
