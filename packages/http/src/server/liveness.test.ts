import { jest } from '@jest/globals';
import { createLiveness } from './liveness.ts';
import { healthRoute } from './routes.ts';

function livenessAt() {
  let now = 0;
  const lines: object[] = [];
  const liveness = createLiveness({
    loop: 'relay',
    logger: { error: (fields: object) => lines.push(fields) } as never,
    clock: () => now,
  });
  const wait = (ms: number): void => {
    now += ms;
  };
  return { liveness, lines, wait };
}

test('a loop that turns is alive, however long ago it began', () => {
  const { liveness, lines, wait } = livenessAt();
  for (let turn = 0; turn < 10; turn += 1) {
    wait(59_000);
    expect(liveness.isAlive()).toBe(true);
    liveness.beat();
  }
  expect(lines).toEqual([]);
});

test('one that stands still for a minute is not, and the log says so once', () => {
  const { liveness, lines, wait } = livenessAt();
  wait(61_000);
  expect([liveness.isAlive(), liveness.isAlive()]).toEqual([false, false]);
  expect(lines).toEqual([{ loop: 'relay', ageSeconds: 61 }]);
  liveness.beat();
  expect(liveness.isAlive()).toBe(true);
});

test('the log says so also where nobody asks', () => {
  jest.useFakeTimers();
  const { lines, wait } = livenessAt();
  wait(61_000);
  expect(lines).toEqual([]);
  jest.advanceTimersByTime(30_000);
  expect(lines).toEqual([{ loop: 'relay', ageSeconds: 61 }]);
  jest.useRealTimers();
});

test('GET /healthz fails while a loop stands still', () => {
  const call = (isAlive: boolean) => {
    const handler = healthRoute(() => isAlive).handlers[0] as (req: unknown, res: unknown) => void;
    let sent: unknown;
    handler(
      {},
      {
        json(value: unknown) {
          sent = value;
        },
      },
    );
    return sent;
  };
  expect(call(true)).toEqual({ status: 'ok' });
  expect(() => call(false)).toThrow(expect.objectContaining({ status: 503, code: 'loop-stuck' }));
});
