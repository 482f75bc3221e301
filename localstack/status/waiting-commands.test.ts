import { createMetrics } from '@enterwait/http/server';
import { readWaiting, withAge } from './waiting-commands.ts';

test('what is unsent and what is unanswered are read from a system’s own metrics', async () => {
  const metrics = createMetrics('nursery');
  metrics.outboxDepth.set(3);
  metrics.outboxAgeSeconds.set(61);
  metrics.unansweredDepth.set(2);
  metrics.unansweredAgeSeconds.set(905);
  expect(readWaiting(await metrics.registry.metrics())).toEqual({
    unsent: 3,
    unsentAge: 61,
    unanswered: 2,
    unansweredAge: 905,
  });
});

test('a system that tells neither is not read as one where nothing waits', () => {
  expect(readWaiting('enterwait_commands_total{service="nursery"} 4\n')).toBeUndefined();
});

test('an age is told only of what there is', () => {
  expect([withAge(0, 0), withAge(2, 61)]).toEqual(['0', '2 (61 s)']);
});
