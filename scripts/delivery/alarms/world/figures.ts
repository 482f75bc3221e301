import { SERVICES, type Service } from '@enterwait/domain/protocol';
import type { MetricId } from '../alarm.ts';
import { MINUTE_S, type Recording } from '../recording.ts';
import type { Names } from '../state.ts';
import { isWell, type Nights, type Parts } from './parts.ts';

const MISSING_ROOM = 1e12;

/** How old the oldest command is that was not sent, or not answered, s. */
export interface Ages {
  readonly unsent: number;
  readonly unanswered: number;
}

export function tellService(
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

export function tellWays(minute: number, parts: Parts, names: Names, to: Recording, commands: readonly number[]): void {
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

export function tellReputation(minute: number, to: Recording): void {
  if (minute % 30 !== 0) return;
  to.put({ namespace: 'AWS/SES', name: 'Reputation.BounceRate', dimensions: {} }, minute, 0.008);
  to.put({ namespace: 'AWS/SES', name: 'Reputation.ComplaintRate', dimensions: {} }, minute, 0.0001);
}

export function tellNights({ reconcile, leavers, accessRecords }: Nights, parts: Parts, to: Recording): void {
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
