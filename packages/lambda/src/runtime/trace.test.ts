import { aCommand, anAppliedEvent } from '../../testing/builders.ts';
import { traceInBody, traceOf } from './trace.ts';

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const trace = '0af7651916cd43dd8448eb211c80319c';

test('a line names the trace of its event, also where the body is read as a text', () => {
  expect(traceOf({ ...aCommand('Request'), traceparent })).toEqual({ trace });
  expect(traceInBody(JSON.stringify({ ...anAppliedEvent('Request'), traceparent }))).toEqual({ trace });
});

test('an event without one has none', () => {
  expect(traceOf({})).toEqual({});
  expect(traceInBody('{')).toEqual({});
});
