import { setTimeout as delay } from 'node:timers/promises';
import { forEachAtOnce } from './at-once.ts';

test('everything is done once, never more at a time than said', async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await forEachAtOnce(
    Array.from({ length: 20 }, (_, at) => at),
    3,
    async (item) => {
      now += 1;
      most = Math.max(most, now);
      await delay(1);
      now -= 1;
      done.push(item);
    },
  );
  expect(done.sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(most).toBe(3);
});

test('after an error nothing more is begun', async () => {
  let begun = 0;
  const working = forEachAtOnce([1, 2, 3, 4, 5, 6], 2, async () => {
    begun += 1;
    await delay(1);
    throw new Error('no');
  });
  await expect(working).rejects.toThrow('no');
  await delay(5);
  expect(begun).toBe(2);
});

test('a raised signal ends it', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(forEachAtOnce([1], 1, async () => undefined, controller.signal)).rejects.toThrow();
});
