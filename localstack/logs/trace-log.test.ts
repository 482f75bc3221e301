import { linesOfTrace, traceIdIn } from './trace-log.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER = 'ffffffffffffffffffffffffffffffff';

test('an id or a whole traceparent', () => {
  expect(traceIdIn(TRACE)).toBe(TRACE);
  expect(traceIdIn(`00-${TRACE.toUpperCase()}-b7ad6b7169203331-01`)).toBe(TRACE);
  expect(traceIdIn('parent01')).toBeUndefined();
});

test('lines of all parts in the order of time; of a batch only what belongs to the trace', () => {
  const lines = linesOfTrace(
    [
      {
        part: 'SendEmail',
        lines: [
          'START RequestId: 1',
          JSON.stringify({
            timestamp: '2026-11-22T00:00:02.000Z',
            done: [
              { event_id: 'a', trace: TRACE },
              { event_id: 'b', trace: OTHER },
            ],
          }),
        ],
      },
      {
        part: 'enterwait',
        lines: [
          `{"time":"2026-11-22T00:00:01.000Z","trace":"${TRACE}","msg":"request"}`,
          `{"time":"2026-11-22T00:00:01.000Z","trace":"${OTHER}","msg":"request"}`,
        ],
      },
    ],
    TRACE,
  );
  expect(lines.map(({ part }) => part)).toEqual(['enterwait', 'SendEmail']);
  expect(lines[1]?.text).toContain('"event_id":"a"');
  expect(lines[1]?.text).not.toContain('"event_id":"b"');
});

test('a line that is no JSON is shown as it is', () => {
  expect(linesOfTrace([{ part: 'aws', lines: [`  warn ${TRACE} {`] }], TRACE)).toEqual([
    { at: '', part: 'aws', text: `warn ${TRACE} {` },
  ]);
});
