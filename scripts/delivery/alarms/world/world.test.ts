import type { Alarm } from '../alarm.ts';
import { EXTRA_DATAPOINTS, ringsOf } from '../evaluation/evaluate.ts';
import { outagesFrom } from '../outages.ts';
import { MINUTE_S } from '../recording.ts';
import type { Names } from '../state.ts';
import { BEFORE_DAYS, DAY_MINUTES, quietWeek } from './week.ts';
import { record } from './world.ts';

const NAMES: Names = {
  functions: ['SQSToDynamoDB', 'DynamoDBToEventBridge', 'SQSToNursery', 'SQSToEnterwait', 'SendEmail'],
  databases: { enterwait: 'enterwait-enterwait', nursery: 'enterwait-nursery' },
  targetGroups: { nursery: 'targetgroup/nursery' },
  loadBalancers: { public: 'app/public' },
  certificates: {},
  healthChecks: {},
  tables: ['Applications'],
  bus: 'Bus',
  rules: ['Request'],
  defaultRules: ['MailFeedback'],
  maxReceives: {
    'IntegrateEventQueue.fifo': 50,
    EventToNurseryQueue: 50,
    EventToEnterwaitQueue: 50,
    SendEmailQueue: 50,
  },
  timeouts: { SQSToNursery: 20 },
};
const BEGINS = 60;
const OUTAGES = outagesFrom(BEGINS);
const evening = Array.from({ length: 240 }, (_, at) => at * 30);
const world = (parts: Parameters<typeof record>[0]['parts']) =>
  record({ minutes: 180, commands: evening, parts, nights: { reconcile: [], leavers: [], accessRecords: [] } }, NAMES);

const alarm = (
  name: string,
  some: Partial<Alarm> & { readonly queue?: string; readonly statistic?: 'Maximum' | 'Sum' },
): Alarm => ({
  key: name,
  region: 'here',
  threshold: 0,
  below: false,
  period: MINUTE_S,
  evaluationPeriods: 3,
  datapoints: 3,
  missing: 'notBreaching',
  metrics: new Map([
    [
      'watched',
      some.queue === undefined
        ? { namespace: 'Enterwait', name, dimensions: { service: 'SQSToNursery' }, statistic: 'Sum' }
        : { namespace: 'AWS/SQS', name, dimensions: { QueueName: some.queue }, statistic: some.statistic ?? 'Maximum' },
    ],
  ]),
  expression: undefined,
  ...some,
});
const AGE = alarm('ApproximateAgeOfOldestMessage', { queue: 'EventToNurseryQueue', threshold: 300 });
const FAILED = alarm('FailedRecords', { evaluationPeriods: 5 });
const rings = (one: Alarm, of: ReturnType<typeof record>, from: number) =>
  EXTRA_DATAPOINTS.map((extra) => ringsOf(one, of, from, extra)[0]?.minute);

test('while every delivery is answered 401, the age of the oldest message alone never rings, and what fails does within ten minutes', () => {
  const recording = world(OUTAGES['wrong-secret'].parts);
  expect(rings(AGE, recording, BEGINS)).toEqual([undefined, undefined, undefined]);
  for (const minute of rings(FAILED, recording, BEGINS)) expect(minute).toBeLessThanOrEqual(BEGINS + 10);
});

test('a world that is well lets neither ring', () => {
  const recording = world({});
  expect([AGE, FAILED].flatMap((one) => rings(one, recording, 0))).toEqual(new Array(6).fill(undefined));
});

test('a quiet week has failures that heal: an alarm at the first of them would ring for nothing, as would one at any wait of mails', () => {
  const week = record(quietWeek(), NAMES);
  const from = BEFORE_DAYS * DAY_MINUTES;
  expect(rings({ ...FAILED, datapoints: 1 }, week, from)).not.toContain(undefined);
  expect(rings({ ...FAILED, datapoints: 3 }, week, from)).toEqual([undefined, undefined, undefined]);
  const mails = alarm('ApproximateAgeOfOldestMessage', { queue: 'SendEmailQueue', threshold: 30 });
  expect(rings(mails, week, from)).not.toContain(undefined);
});
