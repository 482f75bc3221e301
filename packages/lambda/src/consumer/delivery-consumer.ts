import { wireApplication } from '@enterwait/domain/application';
import { type CommandType, type JudgedEvent, toDelivery } from '@enterwait/domain/protocol';
import { UnprocessableRecordError } from '@enterwait/judge/errors';
import { bodyOfMessage, judgedEventOfMessage } from '@enterwait/judge/table';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Deliverer, Delivery } from '../delivery/delivery.ts';
import type { LambdaHandler } from '../runtime/lazily.ts';
import { traceOf } from '../runtime/trace.ts';
import { type ConsumerDependencies, createConsumer } from './consumer.ts';

/** Where the events in one system's queue go. */
export interface Routes {
  /** Endpoints of the wire contract that take the ten fields, by what the other side did. */
  readonly applied: Partial<Readonly<Record<CommandType, string>>>;
  /** Takes the whole judged event: the outcome of a command, for the system that sent it or must know of it. */
  readonly outcome: string;
}

export interface DeliveryConsumerDependencies extends ConsumerDependencies {
  readonly deliverer: Deliverer;
}

/** The consumer of one system's queue: signs every event and delivers it to the endpoint that its route names. */
export const createDeliveryConsumer = (
  routes: Routes,
  dependencies: DeliveryConsumerDependencies,
): LambdaHandler<SQSEvent, SQSBatchResponse> =>
  createConsumer(
    async (record) => {
      const event = judgedEventOfMessage(bodyOfMessage(record));
      const delivery = routeOf(event, routes);
      const status = await dependencies.deliverer.deliver(delivery);
      return {
        event_id: event.event_id,
        request_id: event.request_id,
        type: event.type,
        outcome: event.outcome,
        ...traceOf(event),
        version: event.version,
        path: new URL(delivery.url).pathname,
        status,
      };
    },
    { processInParallel: true, counted: () => 'Deliveries' },
    dependencies,
  );

/** @throws UnprocessableRecordError for an applied event without its application */
export function routeOf(event: JudgedEvent, routes: Routes): Delivery {
  const url = event.outcome === 'applied' ? routes.applied[event.type] : undefined;
  if (url === undefined) return { url: routes.outcome, body: JSON.stringify(toDelivery(event).event), event };
  if (event.application === null) throw new UnprocessableRecordError('applied event without an application');
  return { url, body: JSON.stringify(wireApplication(event.application)), event };
}
