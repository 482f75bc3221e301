import { SERVICES, type Service } from '@enterwait/domain/protocol';
import type { MetricId } from './alarm.ts';
import { MINUTE_S, type Recording } from './recording.ts';
import type { Names } from './state.ts';
import type { Nights, Parts } from './world/parts.ts';
import type { Outcome } from './world/queue.ts';
import { DAY_MINUTES, nightsOf } from './world/week.ts';

/** Minutes within which somebody must be notified. */
const SOON = 10;
const HOUR = 60;

export interface Outage {
  readonly parts?: Parts;
  readonly nights?: Nights;
  /** Figures that no part of the model produces. */
  readonly besides?: (recording: Recording, names: Names, from: number) => void;
  /** Minutes within which an alarm must ring, if not ten; `why` then gives the reason. */
  readonly within?: number;
  readonly why?: string;
  /** The alarms that must ring, by the start of their key; left out: any alarm will do. */
  readonly rings?: readonly string[];
}

/** If the nightly jobs matter, two quiet days come before the outage and three days follow it. */
export const DAYS = { before: 2, after: 3 } as const;
const nightly = nightsOf(DAYS.before + DAYS.after + 1);
const failed = (isIt: boolean): Outcome => (isIt ? 'failed' : 'done');
/** `changed` replaces the first night after the outage begins; `ended` drops all nights from then on. */
const changed = <T extends { readonly hour: number }>(
  nights: readonly T[],
  hour: number,
  change: (night: T) => T,
): T[] => {
  const first = nights.findIndex((night) => night.hour >= hour);
  return nights.map((night, at) => (at === first ? change(night) : night));
};
const ended = <T extends { readonly hour: number }>(nights: readonly T[], hour: number): T[] =>
  nights.filter((night) => night.hour < hour);

const each = (minutes: number, metric: MetricId, value: number) => (recording: Recording, _: Names, begin: number) => {
  for (let minute = begin; minute < begin + minutes; minute += 1) recording.put(metric, minute, value);
};
const dynamo = (name: string, dimensions: Record<string, string>): MetricId => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions,
});
const ses = (name: string): MetricId => ({ namespace: 'AWS/SES', name, dimensions: {} });

/** Minutes from eight in the evening until the first nightly run has found the problem. */
const FIRST_NIGHT = 9 * HOUR;
const HEALS_BY_ITSELF =
  'a message that is gone is asked for again after a quarter of an hour: what that has not healed rings after half an hour';

/**
 * Everything that breaks in the fault suite, and what can only break in AWS. Each is one change to a healthy world; scenarios.ts refers
 * to them by name, to say which scenario of the suite each one is.
 */
export function outagesFrom(beginsMinute: number) {
  const from = beginsMinute * MINUTE_S;
  const hour = beginsMinute / 60;
  const since = (second: number): boolean => second >= from;
  const down =
    (...services: Service[]) =>
    (service: Service, second: number): number =>
      since(second) && services.includes(service) ? 0 : 2;
  const failing = { toNursery: (second: number): Outcome => failed(since(second)) };
  const crashing = (second: number): Outcome => (since(second) ? 'crashed' : 'done');

  return {
    'nursery-down': { parts: { ...failing, pods: down('nursery') } },
    'nursery-hangs': { parts: failing, rings: ['failed-records-SQSToNursery', 'stuck-EventToNurseryQueue'] },
    'enterwait-down': { parts: { pods: down('enterwait'), toEnterwait: (second) => failed(since(second)) } },
    'management-down': {
      parts: { pods: down('management') },
      rings: ['no-pods-management', 'logs-missing-management'],
    },
    'wrong-secret': {
      // The nursery answers everything with 401 but is healthy itself.
      parts: failing,
      rings: ['failed-records-SQSToNursery'],
    },
    'wrong-secret-of-enterwait': {
      parts: { toEnterwait: (second) => failed(since(second)) },
      rings: ['failed-records-SQSToEnterwait'],
    },
    'database-gone': {
      parts: { database: (service, second) => (since(second) && service === 'nursery' ? 'gone' : 'well'), ...failing },
    },
    'database-silent': {
      parts: { database: (service, second) => (since(second) && service === 'enterwait' ? 'silent' : 'well') },
    },
    'database-read-only': {
      parts: {
        database: (service, second) => (since(second) && service === 'nursery' ? 'read-only' : 'well'),
        ...failing,
      },
      rings: ['database-storage-nursery'],
    },
    'database-full-of-connections': {
      besides: (recording, names, begin) =>
        each(
          30,
          {
            namespace: 'AWS/RDS',
            name: 'DatabaseConnections',
            dimensions: { DBInstanceIdentifier: names.databases.enterwait ?? '' },
          },
          5000,
        )(recording, names, begin),
      rings: ['database-connections-enterwait'],
    },
    'sqs-silent': {
      parts: { relay: (_, second) => !since(second) },
      rings: ['outbox-age-enterwait'],
    },
    'relay-dead': {
      parts: { relay: (service, second) => !(since(second) && service === 'enterwait') },
      rings: ['outbox-age-enterwait'],
    },
    'messages-lost': {
      parts: { lost: since },
      within: 40,
      why: HEALS_BY_ITSELF,
      rings: ['unanswered-age-enterwait'],
    },
    'functions-crash': {
      parts: {
        judge: crashing,
        stream: crashing,
        toNursery: crashing,
        toEnterwait: crashing,
        mail: crashing,
      },
      rings: ['errors-SQSToDynamoDB'],
    },
    'judge-crashes': { parts: { judge: crashing }, rings: ['errors-SQSToDynamoDB'] },
    'judge-fails': { parts: { judge: (second) => failed(since(second)) }, rings: ['failed-records-SQSToDynamoDB'] },
    'judge-throttled': {
      parts: { judge: (second) => (since(second) ? 'throttled' : 'done') },
      rings: ['throttles-SQSToDynamoDB', 'stuck-IntegrateEventQueue'],
    },
    'trigger-off': {
      parts: { judge: (second) => (since(second) ? 'off' : 'done') },
      rings: ['stuck-IntegrateEventQueue'],
    },
    'stream-stuck': { parts: { stream: crashing }, rings: ['errors-DynamoDBToEventBridge'] },
    'stream-off': {
      parts: { stream: (second) => (since(second) ? 'off' : 'done') },
      within: 40,
      why: 'a stream that nobody reads tells nothing: commands without an answer do, after half an hour',
      rings: ['unanswered-age-enterwait'],
    },
    'ses-refuses': { parts: { mail: (second) => failed(since(second)) }, rings: ['failed-records-SendEmail'] },
    'ses-refuses-for-good': {
      parts: { mail: (second) => (since(second) ? 'parked' : 'done') },
      rings: ['dead-letters-Parked'],
    },
    'mails-too-slow': {
      parts: { mail: (second) => (since(second) && second < from + 600 ? 'off' : 'done') },
      rings: ['queue-age-SendEmailQueue', 'stuck-SendEmailQueue'],
    },
    'mails-bounce': {
      besides: (recording, names, begin) => {
        each(60, ses('Bounce'), 1)(recording, names, begin);
        each(60, ses('Send'), 2)(recording, names, begin);
      },
      within: HOUR + SOON,
      why: 'counted by the hour, for fewer mails than five say nothing',
      rings: ['mail-bounces'],
    },
    'bounce-rate': {
      besides: (recording, names, begin) => each(1, ses('Reputation.BounceRate'), 0.06)(recording, names, begin + 1),
      within: HOUR + SOON,
      why: 'SES tells it now and then',
      rings: ['mail-bounce-rate'],
    },
    'complaint-rate': {
      besides: (recording, names, begin) =>
        each(1, ses('Reputation.ComplaintRate'), 0.002)(recording, names, begin + 1),
      within: HOUR + SOON,
      why: 'SES tells it now and then',
      rings: ['mail-complaint-rate'],
    },
    'dynamodb-throttles': {
      parts: { judge: (second) => failed(since(second)) },
      besides: (recording, names, begin) =>
        each(
          30,
          dynamo('WriteThrottleEvents', {
            TableName: names.tables.find((name) => name.includes('Applications')) ?? '',
          }),
          20,
        )(recording, names, begin),
      rings: ['table-throttles-applications'],
    },
    'index-throttles': {
      besides: (recording, names, begin) =>
        each(
          30,
          dynamo('WriteThrottleEvents', {
            TableName: names.tables.find((name) => name.includes('Applications')) ?? '',
            GlobalSecondaryIndexName: 'ByDay',
          }),
          20,
        )(recording, names, begin),
      rings: ['index-throttles-applications'],
    },
    'dynamodb-fails': {
      parts: { judge: (second) => failed(since(second)) },
      besides: (recording, names, begin) =>
        each(
          30,
          dynamo('SystemErrors', {
            TableName: names.tables.find((name) => name.includes('Applications')) ?? '',
            Operation: 'TransactWriteItems',
          }),
          20,
        )(recording, names, begin),
      rings: ['table-errors-applications'],
    },
    'events-undelivered': {
      besides: (recording, names, begin) =>
        each(
          1,
          {
            namespace: 'AWS/Events',
            name: 'FailedInvocations',
            dimensions: { EventBusName: names.bus, RuleName: names.rules[0] ?? '' },
          },
          1,
        )(recording, names, begin),
      rings: ['undelivered-events'],
    },
    'mail-events-undelivered': {
      besides: (recording, names, begin) =>
        each(
          1,
          {
            namespace: 'AWS/Events',
            name: 'FailedInvocations',
            dimensions: { RuleName: names.defaultRules[0] ?? '' },
          },
          1,
        )(recording, names, begin),
      rings: ['undelivered-events'],
    },
    'dead-letter': {
      besides: (recording, names, begin) => {
        const [queue = ''] = Object.keys(names.maxReceives);
        const name = queue.endsWith('.fifo') ? queue.replace('.fifo', '-dlq.fifo') : `${queue}-dlq`;
        each(
          30,
          { namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', dimensions: { QueueName: name } },
          1,
        )(recording, names, begin);
      },
      rings: ['dead-letters-'],
    },
    'no-pods': { parts: { pods: down(...SERVICES) } },
    'way-in-closed': { parts: { wayIn: (second) => !since(second) }, rings: ['outside-'] },
    'logs-of-pods-missing': { parts: { logs: (second) => !since(second) }, rings: ['logs-missing-'] },
    'pages-fail': {
      besides: (recording, names, begin) =>
        each(
          30,
          {
            namespace: 'AWS/ApplicationELB',
            name: 'HTTPCode_Target_5XX_Count',
            dimensions: {
              TargetGroup: names.targetGroups.enterwait ?? '',
              LoadBalancer: names.loadBalancers.public ?? '',
            },
          },
          40,
        )(recording, names, begin),
      rings: ['failures-enterwait'],
    },
    'certificate-expired': { parts: failing, rings: ['failed-records-SQSToNursery'] },
    'certificate-not-renewed': {
      besides: (recording, names) => {
        const metric = {
          namespace: 'AWS/CertificateManager',
          name: 'DaysToExpiry',
          dimensions: { CertificateArn: names.certificates.public ?? '' },
        };
        recording.put(metric, (DAYS.before + 1) * DAY_MINUTES + 9 * 60, 29);
      },
      within: 2 * DAY_MINUTES,
      why: 'ACM tells the days once a day, and 30 are left',
      rings: ['certificate-public'],
    },
    'reconcile-finds': {
      nights: { ...nightly, reconcile: changed(nightly.reconcile, hour, (night) => ({ ...night, differences: 3 })) },
      within: FIRST_NIGHT,
      why: 'compared at night',
      rings: ['reconcile-differences'],
    },
    'reconcile-missing': {
      nights: { ...nightly, reconcile: ended(nightly.reconcile, hour) },
      within: 36 * HOUR,
      why: 'a night that failed is looked at when the next one failed, too',
      rings: ['reconcile-missing'],
    },
    'leavers-late': {
      nights: { ...nightly, leavers: changed(nightly.leavers, hour, (night) => ({ ...night, ageHours: 50 })) },
      within: FIRST_NIGHT,
      why: 'erased at night',
      rings: ['leavers-late'],
    },
    'leavers-missing': {
      nights: { ...nightly, leavers: ended(nightly.leavers, hour) },
      within: 60 * HOUR,
      why: 'five days are promised',
      rings: ['leavers-missing'],
    },
    'access-records-changed': {
      nights: {
        ...nightly,
        accessRecords: changed(nightly.accessRecords, hour, (night) => ({ ...night, findings: 1 })),
      },
      within: FIRST_NIGHT,
      why: 'checked at night',
      rings: ['access-records-changed'],
    },
    'access-records-unchecked': {
      nights: { ...nightly, accessRecords: ended(nightly.accessRecords, hour) },
      within: 36 * HOUR,
      why: 'checked at night',
      rings: ['access-records-unchecked'],
    },
  } satisfies Readonly<Record<string, Outage>>;
}

export type OutageName = keyof ReturnType<typeof outagesFrom>;
export const withinOf = ({ within = SOON }: Outage): number => within;
