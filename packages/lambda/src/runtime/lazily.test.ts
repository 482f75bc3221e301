import { ConfigurationError } from '@enterwait/judge/errors';
import { aContext } from '../../testing/builders.ts';
import { lazily } from './lazily.ts';

test('a handler is made once, at its first invocation', async () => {
  let made = 0;
  const handler = lazily<string, string>(() => {
    made += 1;
    return async (event) => `${event}!`;
  });
  expect(made).toBe(0);
  expect([await handler('a', aContext()), await handler('b', aContext())]).toEqual(['a!', 'b!']);
  expect(made).toBe(1);
});

test('what is missing fails every invocation by name, not the loading of the module', async () => {
  const handler = lazily<string, string>(() => {
    throw new ConfigurationError('X is missing');
  });
  await expect(handler('a', aContext())).rejects.toThrow('X is missing');
  await expect(handler('b', aContext())).rejects.toThrow('X is missing');
});
