import { together } from './together.ts';

/** Ends only a moment after it is cancelled. */
const untilAborted = (signal: AbortSignal, ended: () => void) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      setImmediate(() => {
        ended();
        reject(new Error('called off'));
      }),
    );
  });

test('the first failure calls the others off, and is told only when all have ended', async () => {
  let ended = false;
  const work = together(undefined, (signal) => [
    untilAborted(signal, () => {
      ended = true;
    }),
    Promise.reject(new Error('first')),
  ]);
  await expect(work).rejects.toThrow('first');
  expect(ended).toBe(true);
});

test('a signal from outside reaches the work, also one that was raised before', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(
    together(controller.signal, (signal) => [signal.aborted ? Promise.reject(new Error('told')) : Promise.resolve()]),
  ).rejects.toThrow('told');
});

test('work that succeeds is over when its last part is', async () => {
  const done: number[] = [];
  await together(undefined, () => [1, 2].map(async (part) => done.push(part)));
  expect(done).toEqual([1, 2]);
});
