import { DeadlineError, within } from './deadline.ts';

test('what ends in time is what it was', async () => {
  expect(await within('it', 1_000, Promise.resolve(7))).toBe(7);
  await expect(within('it', 1_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('what never ends is an error that says so, with a code that means away', async () => {
  const late: unknown[] = [];
  const never = new Promise(() => {});
  await expect(within('it', 5, never, (work) => late.push(work))).rejects.toEqual(new DeadlineError('it', 5));
  expect(late).toEqual([never]);
  expect(new DeadlineError('it', 5)).toMatchObject({ code: 'ETIMEDOUT', message: 'it did not end within 5 ms' });
});
