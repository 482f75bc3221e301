import {
  type DeadLetterHistoryEntry,
  deadLetterQueueName,
  extendHistory,
  parseHistory,
  toAttributeText,
} from './dead-letter.ts';

const failed = (at: number, reason = 'delivery failed: status 503'): DeadLetterHistoryEntry => ({
  what: 'failed',
  at: new Date(at * 1000).toISOString(),
  reason,
  receives: 50,
});

test('a history survives its attribute', () => {
  const redriven: DeadLetterHistoryEntry = { what: 'redriven', at: '2024-03-15T00:00:00.000Z' };
  expect(parseHistory(extendHistory([failed(1)], redriven))).toEqual([failed(1), redriven]);
});

test.each([undefined, '', '{', '{}', '[{"what":"danced"}]', '["김하늘"]'])('%j is no history', (attribute) => {
  expect(parseHistory(attribute)).toEqual([]);
});

test('a long history keeps its beginning and its end, in few bytes', () => {
  let history: DeadLetterHistoryEntry[] = [];
  for (let at = 0; at < 500; at += 1) history = parseHistory(extendHistory(history, failed(at, '가'.repeat(1000))));
  expect(history).toHaveLength(12);
  expect([history.at(0)?.at, history.at(-1)?.at]).toEqual([failed(0).at, failed(499).at]);
  expect(Buffer.byteLength(JSON.stringify(history))).toBeLessThan(10_000);
});

test('an attribute takes any text', () => {
  expect(toAttributeText('a\u0000\nb\uFFFF')).toBe('a b');
  expect(toAttributeText('')).toBe('unknown');
});

test('a dead-letter queue is named after its queue', () => {
  expect(['EventToNurseryQueue', 'IntegrateEventQueue.fifo'].map(deadLetterQueueName)).toEqual([
    'EventToNurseryQueue-dlq',
    'IntegrateEventQueue-dlq.fifo',
  ]);
});
