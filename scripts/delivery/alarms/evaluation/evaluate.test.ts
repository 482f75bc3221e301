import type { Alarm, TreatMissing } from '../alarm.ts';
import { Recording } from '../recording.ts';
import { type AlarmState, type Datapoint, ringsOf, stateAfter } from './evaluate.ts';

const read = (text: string): Datapoint[] =>
  [...text.replaceAll(' ', '')].map((one) => (one === 'X' ? 'breaching' : one === '0' ? 'ok' : 'missing'));
const MODES = ['ignore', 'breaching', 'notBreaching'] as const;
/** Evaluates from both states; where the results differ, the state has stayed as it was. */
const after = (points: string, datapoints: number, missing: TreatMissing): AlarmState | 'as before' => {
  const [ok, alarm] = (['OK', 'ALARM'] as const).map((before) =>
    stateAfter(read(points), { evaluationPeriods: 3, datapoints, missing }, before),
  );
  return ok === alarm ? (ok as AlarmState) : 'as before';
};

// The documentation's two tables, which fetch five datapoints for an evaluation of three.
test.each([
  ['0 - X - X', 3, 'OK', 'OK', 'OK'],
  ['- - - - -', 3, 'as before', 'ALARM', 'OK'],
  ['0 X X - X', 3, 'ALARM', 'ALARM', 'ALARM'],
  ['- - - - X', 3, 'as before', 'ALARM', 'OK'],
  ['X - - - -', 3, 'as before', 'ALARM', 'OK'],
  ['0 - - - -', 3, 'OK', 'OK', 'OK'],
  ['0 - X - X', 2, 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 2, 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 2, 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 2, 'OK', 'ALARM', 'OK'],
  ['- - - - X', 2, 'as before', 'ALARM', 'OK'],
])('%s, %d of 3', (points, datapoints, ...expected) => {
  expect(MODES.map((mode) => after(points, datapoints, mode))).toEqual(expected);
});

const METRIC = { namespace: 'AWS/X', name: 'Errors', dimensions: {} };
const alarm = (some: Partial<Alarm>): Alarm => ({
  key: 'x',
  region: 'here',
  threshold: 0,
  below: false,
  period: 60,
  evaluationPeriods: 3,
  datapoints: 3,
  missing: 'notBreaching',
  metrics: new Map([['m', { ...METRIC, statistic: 'Sum' }]]),
  expression: undefined,
  ...some,
});

test('it rings a minute after the period that decided, once, and again after it had ended', () => {
  const recording = new Recording(30);
  for (const minute of [3, 4, 5, 6, 15, 16, 17]) recording.put(METRIC, minute, 1);
  expect(ringsOf(alarm({}), recording, 0, 0)).toEqual([{ minute: 7 }, { minute: 19 }]);
});

test('with datapoints from before, a metric that comes now and then breaches over gaps', () => {
  const recording = new Recording(30);
  for (const minute of [3, 5, 7]) recording.put(METRIC, minute, 1);
  expect(ringsOf(alarm({}), recording, 0, 0)).toEqual([]);
  expect(ringsOf(alarm({}), recording, 0, 2)).toEqual([{ minute: 9 }]);
});

test('a metric of DynamoDB that has stopped keeps its alarm, unless an expression fills it', () => {
  const metrics = new Map([['m', { ...METRIC, namespace: 'AWS/DynamoDB', statistic: 'Sum' as const }]]);
  const recording = new Recording(30);
  for (const minute of [3, 12]) recording.put({ ...METRIC, namespace: 'AWS/DynamoDB' }, minute, 1);
  const one = { metrics, evaluationPeriods: 1, datapoints: 1 };
  expect(ringsOf(alarm(one), recording, 0, 0)).toHaveLength(1);
  expect(ringsOf(alarm({ ...one, expression: 'FILL(m, 0)' }), recording, 0, 0)).toHaveLength(2);
});

test('hours are whole hours', () => {
  const recording = new Recording(240);
  recording.put(METRIC, 61, 1);
  const hourly = alarm({ period: 3600, evaluationPeriods: 1, datapoints: 1 });
  expect(ringsOf(hourly, recording, 0, 0)).toEqual([{ minute: 121 }]);
  const absent = { ...hourly, missing: 'breaching', threshold: 1, below: true } as const;
  expect(
    ringsOf({ ...absent, metrics: new Map([['m', { ...METRIC, statistic: 'SampleCount' }]]) }, recording, 60, 0),
  ).toEqual([{ minute: 181 }]);
});
