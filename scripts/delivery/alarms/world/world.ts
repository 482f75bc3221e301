import { SERVICES, type Service } from '@enterwait/domain/protocol';
import type { MetricId } from '../alarm.ts';
import { MINUTE_S, Recording } from '../recording.ts';
import type { Names } from '../state.ts';
import { type Behaviour, letThrough, type ModelQueue } from './queue.ts';

/** How each part of the system behaves at a given second; parts left out are healthy. */
export interface Parts {
  /** A service's ready pods; two is healthy. */
  readonly pods?: (service: Service, second: number) => number;
  readonly database?: (service: Service, second: number) => 'well' | 'gone' | 'silent' | 'read-only';
  /** Whether a service's relay sends. */
  readonly relay?: (service: Service, second: number) => boolean;
  readonly judge?: Behaviour;
  readonly stream?: Behaviour;
  readonly toNursery?: Behaviour;
  readonly toEnterwait?: Behaviour;
  readonly mail?: Behaviour;
  /** Whether people can reach the public load balancer. */
  readonly wayIn?: (second: number) => boolean;
  /** Whether the pods' logs reach CloudWatch. */
  readonly logs?: (second: number) => boolean;
  /** Whether the messages of commands are lost for good. */
  readonly lost?: (second: number) => boolean;
  /** The most mails that start within a second. */
  readonly mailsPerSecond?: number;
}

export interface Nights {
  /** When the nightly jobs ran, in hours after the start, and what they found. */
  readonly reconcile: readonly { readonly hour: number; readonly differences: number }[];
  readonly leavers: readonly { readonly hour: number; readonly ageHours: number }[];
  readonly accessRecords: readonly { readonly hour: number; readonly findings: number }[];
}

export interface World {
  readonly minutes: number;
  /** When commands are committed, s, in order. */
  readonly commands: readonly number[];
  readonly parts: Parts;
  readonly nights: Nights;
}

const AFTER_S = 1;
const MISSING_ROOM = 1e12;

/** Runs a world and records what CloudWatch receives from it. */
export function record({ minutes, commands, parts, nights }: World, names: Names): Recording {
  const recording = new Recording(minutes);
  const queue = (name: string, consumer: string, perSecond?: number): ModelQueue => {
    const full = Object.keys(names.maxReceives).find((one) => one.replace('.fifo', '') === name) ?? name;
    return {
      name: full,
      deadLetterName: full.endsWith('.fifo') ? `${name}-dlq.fifo` : `${name}-dlq`,
      consumer,
      maxReceives: names.maxReceives[full] ?? 50,
      visibilityTimeoutS: 6 * (names.timeouts[consumer] ?? 20),
      ...(perSecond === undefined ? {} : { perSecond }),
    };
  };
  const well: Behaviour = () => 'done';
  const shift = (seconds: readonly number[]) => seconds.map((second) => second + AFTER_S);

  // All commands come from parents: each is judged, goes to the nursery and out by mail, and its outcome comes back.
  const sent = commands.map((second) => whenSent('enterwait', second, parts, minutes * MINUTE_S));
  const arrived = sent.filter((second) => second !== undefined && !parts.lost?.(second)) as number[];
  const judged = letThrough(queue('IntegrateEventQueue', 'SQSToDynamoDB'), arrived, parts.judge ?? well, recording);
  const published = letThroughStream(judged, parts.stream ?? well, recording);
  letThrough(queue('EventToNurseryQueue', 'SQSToNursery'), shift(published), parts.toNursery ?? well, recording);
  const answered = letThrough(
    queue('EventToEnterwaitQueue', 'SQSToEnterwait'),
    shift(published),
    parts.toEnterwait ?? well,
    recording,
  );
  letThrough(
    queue('SendEmailQueue', 'SendEmail', parts.mailsPerSecond),
    shift(published),
    parts.mail ?? well,
    recording,
  );
  const parked = {
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'ParkedQueue' },
  };
  const setAside = published.filter((second) => parts.mail?.(second + AFTER_S) === 'parked');

  const ages = agesOf(commands, sent, answered, minutes);
  for (let minute = 0; minute < minutes; minute += 1) {
    const second = minute * MINUTE_S;
    recording.put(parked, minute, setAside.filter((at) => at < second + MINUTE_S).length);
    for (const service of SERVICES)
      tellService(service, minute, parts, names, recording, service === 'enterwait' ? ages[minute] : undefined);
    tellWays(minute, parts, names, recording, commands);
    tellReputation(minute, recording);
    if (minute % (24 * 60) === 9 * 60) {
      for (const arn of Object.values(names.certificates)) {
        recording.put(
          { namespace: 'AWS/CertificateManager', name: 'DaysToExpiry', dimensions: { CertificateArn: arn } },
          minute,
          200,
        );
      }
    }
  }
  tellNights(nights, parts, recording);
  return recording;
}

const isWell = (service: Service, second: number, parts: Parts): boolean =>
  (parts.pods?.(service, second) ?? 2) > 0 && (parts.database?.(service, second) ?? 'well') === 'well';

/** The relay sends at once, or as soon as it works again; undefined if that is after the end of the simulated time. */
function whenSent(service: Service, second: number, parts: Parts, end: number): number | undefined {
  for (let at = second; at < end; at += 5) {
    if (isWell(service, at, parts) && (parts.relay?.(service, at) ?? true)) return at;
  }
  return undefined;
}

/** A stream redelivers a batch until it is taken, and reports its age each time. */
function letThroughStream(judged: readonly number[], behaves: Behaviour, to: Recording): number[] {
  const reader = { FunctionName: 'DynamoDBToEventBridge' };
  const tell = (name: string, second: number, value: number) =>
    to.put({ namespace: 'AWS/Lambda', name, dimensions: reader }, Math.floor(second / MINUTE_S), value);
  const published: number[] = [];
  let free = 0;
  for (const event of judged) {
    let at = Math.max(event + 1, free);
    let wait = 1;
    for (; at < to.minutes * MINUTE_S; at += wait, wait = Math.min(wait * 2, 60)) {
      const outcome = behaves(at);
      if (outcome === 'off') continue;
      if (outcome === 'throttled') {
        tell('Throttles', at, 1);
        continue;
      }
      tell('IteratorAge', at, (at - event) * 1000);
      tell('Errors', at, outcome === 'done' ? 0 : 1);
      if (outcome === 'done') {
        published.push(at);
        break;
      }
    }
    free = at;
  }
  return published;
}

interface Ages {
  readonly unsent: number;
  readonly unanswered: number;
}

function agesOf(
  commands: readonly number[],
  sent: readonly (number | undefined)[],
  answered: readonly number[],
  minutes: number,
): Ages[] {
  // Answers come in the order in which the commands were sent, except for those that never come.
  const asked = sent.filter((second): second is number => second !== undefined).sort((a, b) => a - b);
  const until = (times: readonly number[]) => {
    let count = 0;
    return (now: number): number => {
      while ((times[count] ?? Number.POSITIVE_INFINITY) <= now) count += 1;
      return count;
    };
  };
  const [committedAt, askedAt, answeredAt] = [until(commands), until(asked), until(answered)];
  return Array.from({ length: minutes }, (_, minute) => {
    const now = minute * MINUTE_S;
    const [committed, gone, answers] = [committedAt(now), askedAt(now), answeredAt(now)];
    return {
      unsent: committed > gone ? now - (commands[gone] ?? now) : 0,
      unanswered: gone > answers ? now - (asked[answers] ?? now) : 0,
    };
  });
}

function tellService(
  service: Service,
  minute: number,
  parts: Parts,
  names: Names,
  to: Recording,
  ages: Ages = { unsent: 0, unanswered: 0 },
): void {
  const second = minute * MINUTE_S;
  const identifier = names.databases[service];
  const database = parts.database?.(service, second) ?? 'well';
  if (identifier !== undefined && database !== 'gone') {
    const tell = (name: string, value: number) =>
      to.put({ namespace: 'AWS/RDS', name, dimensions: { DBInstanceIdentifier: identifier } }, minute, value);
    // The backup runs at night.
    const isNight = minute % (24 * 60) >= 3 * 60 && minute % (24 * 60) < 3 * 60 + 12;
    tell('CPUUtilization', isNight ? 60 : 12 + (minute % 7));
    tell('DatabaseConnections', 30 + (minute % 5));
    tell('FreeStorageSpace', database === 'read-only' ? 0 : MISSING_ROOM);
    tell('FreeableMemory', 400 * 1024 * 1024);
  }
  const ready = database === 'well' || database === 'read-only' ? (parts.pods?.(service, second) ?? 2) : 0;
  for (const group of [service, `${service}-internal`]) {
    const suffix = names.targetGroups[group];
    if (suffix === undefined) continue;
    const balancer = names.loadBalancers[group.endsWith('-internal') ? 'internal' : 'public'] ?? '';
    to.put(
      {
        namespace: 'AWS/ApplicationELB',
        name: 'HealthyHostCount',
        dimensions: { TargetGroup: suffix, LoadBalancer: balancer },
      },
      minute,
      ready,
    );
  }
  if (!(parts.logs?.(second) ?? true) || database !== 'well' || (parts.pods?.(service, second) ?? 2) === 0) return;
  const line = (name: string, value: number): void => {
    const metric: MetricId = { namespace: 'Enterwait', name, dimensions: { service } };
    to.put(metric, minute, value);
    to.put(metric, minute, value);
  };
  line('OutboxAgeSeconds', ages.unsent);
  line('UnansweredAgeSeconds', ages.unanswered);
}

function tellWays(minute: number, parts: Parts, names: Names, to: Recording, commands: readonly number[]): void {
  const second = minute * MINUTE_S;
  const isOpen = parts.wayIn?.(second) ?? true;
  for (const [service, id] of Object.entries(names.healthChecks)) {
    const is = isOpen && isWell(service as Service, second, parts) ? 1 : 0;
    to.put({ namespace: 'AWS/Route53', name: 'HealthCheckStatus', dimensions: { HealthCheckId: id } }, minute, is);
  }
  if ((parts.pods?.('enterwait', second) ?? 2) > 0) return;
  const asked = commands.filter((at) => at >= second && at < second + MINUTE_S).length;
  if (asked > 0)
    to.put(
      {
        namespace: 'AWS/ApplicationELB',
        name: 'HTTPCode_ELB_5XX_Count',
        dimensions: { LoadBalancer: names.loadBalancers.public ?? '' },
      },
      minute,
      asked * 10,
    );
}

function tellReputation(minute: number, to: Recording): void {
  if (minute % 30 !== 0) return;
  to.put({ namespace: 'AWS/SES', name: 'Reputation.BounceRate', dimensions: {} }, minute, 0.008);
  to.put({ namespace: 'AWS/SES', name: 'Reputation.ComplaintRate', dimensions: {} }, minute, 0.0001);
}

function tellNights({ reconcile, leavers, accessRecords }: Nights, parts: Parts, to: Recording): void {
  const tell = (name: string, hour: number, value: number): void => {
    const minute = Math.round(hour * 60);
    if (parts.logs?.(minute * MINUTE_S) ?? true)
      to.put({ namespace: 'Enterwait', name, dimensions: {} }, minute, value);
  };
  for (const { hour, differences } of reconcile) tell('ReconcileDifferences', hour, differences);
  for (const { hour, ageHours } of leavers) tell('LeaverAgeHours', hour, ageHours);
  // One figure from each system.
  for (const { hour, findings } of accessRecords) {
    SERVICES.forEach((_, at) => {
      tell('AccessRecordFindings', hour + at / 60, findings);
    });
  }
}
