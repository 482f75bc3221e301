import { randomOf } from '../../../../localstack/seed/random.ts';
import { MINUTE_S, type Recording } from '../recording.ts';
import type { Names } from '../state.ts';
import type { Nights, World } from './parts.ts';

const DAY_S = 24 * 60 * MINUTE_S;
export const DAY_MINUTES = 24 * 60;

/** Commands per hour, from midnight in Seoul: hardly any at night, most after dinner. */
const BY_HOUR = [1, 0, 0, 0, 0, 1, 4, 20, 60, 90, 80, 70, 60, 70, 80, 70, 60, 60, 70, 90, 120, 90, 30, 6];

export function commandsOf(days: number, seed: string): number[] {
  const random = randomOf(seed);
  const commands: number[] = [];
  for (let day = 0; day < days; day += 1) {
    BY_HOUR.forEach((many, hour) => {
      for (let at = 0; at < many; at += 1) commands.push(day * DAY_S + (hour + random.next()) * 60 * MINUTE_S);
    });
  }
  return commands.map(Math.floor).sort((a, b) => a - b);
}

/** Every night finds nothing, and erases everyone who left the day before. */
export const nightsOf = (days: number): Nights => {
  const nights = Array.from({ length: days }, (_, day) => day * 24);
  return {
    leavers: nights.map((hour) => ({ hour: hour + 2.5, ageHours: 0 })),
    reconcile: nights.map((hour) => ({ hour: hour + 3.5, differences: 0 })),
    accessRecords: nights.map((hour) => ({ hour: hour + 4, findings: 0 })),
  };
};

const WEEK_DAYS = 7;
/** Days before the week, so that alarms that look back over two nights have data. */
export const BEFORE_DAYS = 3;

/** Deployments, s: each has one delivery that meets a pod on its way out, and is repeated ten seconds later. */
const DEPLOYMENTS = [BEFORE_DAYS + 1, BEFORE_DAYS + 3].map((day) => day * DAY_S + 14 * 60 * MINUTE_S);
const GOING_S = 3;
/** The daycares open their lists: a thousand families within ten minutes. */
const RUSH = (BEFORE_DAYS + 2) * DAY_S + 10 * 60 * MINUTE_S;

/** A week in which nothing is wrong: two deployments, a rush, a bounced mail, a nightly database backup. */
export function quietWeek(): World {
  const days = BEFORE_DAYS + WEEK_DAYS;
  const rush = Array.from({ length: 1000 }, (_, at) => Math.floor(RUSH + (at * 600) / 1000));
  const isRolling = (second: number) => DEPLOYMENTS.some((at) => second >= at && second < at + 240);
  const meetsOneThatGoes = (second: number) => DEPLOYMENTS.some((at) => second >= at && second < at + GOING_S);
  return {
    minutes: days * DAY_MINUTES,
    // One command arrives in the very second in which a pod stops.
    commands: [...commandsOf(days, 'a quiet week'), ...rush, ...DEPLOYMENTS.map((at) => at - 3)].sort((a, b) => a - b),
    nights: nightsOf(days),
    parts: {
      pods: (_, second) => (isRolling(second) ? 1 : 2),
      toNursery: (second) => (meetsOneThatGoes(second) ? 'failed' : 'done'),
      toEnterwait: (second) => (meetsOneThatGoes(second) ? 'failed' : 'done'),
      // SES takes a few mails a second, so in the rush they wait for a minute or two.
      mailsPerSecond: 1.5,
    },
  };
}

/** Small things of a normal week that are not part of a command's path. */
export function smallThings(recording: Recording, names: Names): void {
  const [anywhere] = Object.values(names.healthChecks);
  const at = BEFORE_DAYS * DAY_MINUTES + 5 * 60;
  // One of the three probe locations failed to connect for a minute.
  if (anywhere !== undefined) {
    const metric = { namespace: 'AWS/Route53', name: 'HealthCheckStatus', dimensions: { HealthCheckId: anywhere } };
    recording.put(metric, at, 0);
  }
  recording.put({ namespace: 'AWS/SES', name: 'Bounce', dimensions: {} }, at, 1);
  recording.put({ namespace: 'AWS/SES', name: 'Send', dimensions: {} }, at, 1);
  // A key is briefly hot; the client retries.
  const throttled = {
    namespace: 'AWS/DynamoDB',
    name: 'WriteThrottleEvents',
    dimensions: { TableName: names.tables[0] ?? '' },
  };
  recording.put(throttled, at, 2);
  for (const group of Object.entries(names.targetGroups)) {
    const balancer = names.loadBalancers[group[0].endsWith('-internal') ? 'internal' : 'public'] ?? '';
    for (const deployment of DEPLOYMENTS) {
      recording.put(
        {
          namespace: 'AWS/ApplicationELB',
          name: 'HTTPCode_Target_5XX_Count',
          dimensions: { TargetGroup: group[1], LoadBalancer: balancer },
        },
        Math.floor(deployment / MINUTE_S),
        2,
      );
    }
  }
}
