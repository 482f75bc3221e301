import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** A service's metrics, for Prometheus at `/metrics`. Labels contain names of things, never of people. */
export interface Metrics {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<'method' | 'route' | 'status'>;
  readonly commands: Counter<'type' | 'result'>;
  readonly refusals: Counter<'action' | 'code'>;
  readonly deliveries: Counter<'type' | 'result'>;
  readonly relayed: Counter<'result'>;
  readonly outboxDepth: Gauge;
  readonly outboxAgeSeconds: Gauge;
  readonly unansweredDepth: Gauge;
  readonly unansweredAgeSeconds: Gauge;
  readonly relayTurnAgeSeconds: Gauge;
  readonly applications: Gauge<'status'>;
  readonly maintenance: Gauge;
}

export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request line to the end of the answer',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    commands: new Counter({
      name: 'enterwait_commands_total',
      help: 'Commands by type and result',
      labelNames: ['type', 'result'],
      registers,
    }),
    refusals: new Counter({
      name: 'enterwait_refusals_total',
      help: 'Refusals, including those without an audit entry of their own',
      labelNames: ['action', 'code'],
      registers,
    }),
    deliveries: new Counter({
      name: 'enterwait_deliveries_total',
      help: 'Judged events received by type and result',
      labelNames: ['type', 'result'],
      registers,
    }),
    relayed: new Counter({
      name: 'enterwait_outbox_relayed_total',
      help: 'Outbox rows accepted by SQS',
      labelNames: ['result'],
      registers,
    }),
    outboxDepth: new Gauge({
      name: 'enterwait_outbox_depth',
      help: 'Outbox rows that SQS does not have yet',
      registers,
    }),
    outboxAgeSeconds: new Gauge({
      name: 'enterwait_outbox_age_seconds',
      help: 'Age of the oldest outbox row that SQS does not have yet',
      registers,
    }),
    unansweredDepth: new Gauge({
      name: 'enterwait_unanswered_depth',
      help: 'Commands that SQS has accepted and that have no answer yet',
      registers,
    }),
    unansweredAgeSeconds: new Gauge({
      name: 'enterwait_unanswered_age_seconds',
      help: 'Age of the oldest of these',
      registers,
    }),
    relayTurnAgeSeconds: new Gauge({
      name: 'enterwait_relay_turn_age_seconds',
      help: 'Time since the last turn of the relay loop began',
      registers,
    }),
    applications: new Gauge({
      name: 'enterwait_applications',
      help: 'Applications by confirmed status',
      labelNames: ['status'],
      registers,
    }),
    maintenance: new Gauge({
      name: 'enterwait_maintenance',
      help: '1 during maintenance: no commands are accepted',
      registers,
    }),
  };
}
