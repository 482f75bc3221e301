import { type CommandType, type Origin, toDelivery } from '@enterwait/domain/protocol';
import { DeliveryError } from '@enterwait/judge/errors';
import {
  aContext,
  anAppliedEvent,
  anEventRecord,
  anSqsRecord,
  aRefusedEvent,
  sqsEvent,
} from '../../testing/builders.ts';
import { fakeConsumerDependencies } from '../../testing/fakes.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { createDeliveryConsumer, type Routes, routeOf } from './delivery-consumer.ts';

const nursery: Routes = {
  applied: { Request: 'http://n/enterwait/request', Cancel: 'http://n/enterwait/cancel' },
  outcome: 'http://n/sync/outcome',
};

test.each<[CommandType, Origin, string]>([
  ['Request', 'enterwait', 'http://n/enterwait/request'],
  ['Cancel', 'enterwait', 'http://n/enterwait/cancel'],
  ['Cancel', 'management', 'http://n/enterwait/cancel'],
])('an applied %s of %s goes to %s with the ten fields', (type, origin, url) => {
  const event = anAppliedEvent(type, { origin });
  expect(routeOf(event, nursery)).toEqual({ url, body: JSON.stringify(event.application), event });
});

test.each([
  ['an applied command of its own', anAppliedEvent('Accept')],
  ['a refused command of its own', aRefusedEvent('Reject')],
  ['a refused command of a kind that has a route', aRefusedEvent('Request')],
])('%s goes to the outcome endpoint as the whole event', (_case, event) => {
  const body = JSON.stringify(toDelivery(event).event);
  expect(routeOf(event, nursery)).toEqual({ url: nursery.outcome, body, event });
});

const consumerWith = (deliver: (delivery: Delivery) => Promise<number>) => {
  const fake = fakeConsumerDependencies();
  return { fake, consume: createDeliveryConsumer(nursery, { ...fake, deliverer: { deliver } }) };
};

test('a delivery that fails comes again after its delay; the others are done', async () => {
  const { fake, consume } = consumerWith(async ({ event }) => {
    if (event.type === 'Cancel') throw new DeliveryError(503, 'status 503');
    return 200;
  });
  const failing = anEventRecord(anAppliedEvent('Cancel'), { receiveCount: 2 });
  const answer = await consume(sqsEvent(anEventRecord(anAppliedEvent('Request')), failing), aContext());
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: failing.messageId }] });
  expect(fake.hidden).toMatchObject([{ record: failing, seconds: 20 }]);
});

test.each([
  ['no JSON', '{', 'body is not JSON'],
  ['no event', '{}', expect.stringContaining('not a judged event')],
  [
    'an applied event without its application',
    JSON.stringify(anAppliedEvent('Request', { application: null })),
    'applied event without an application',
  ],
])('%s is parked and not delivered', async (_case, body, reason) => {
  const delivered: Delivery[] = [];
  const { fake, consume } = consumerWith(async (delivery) => delivered.push(delivery));
  expect(await consume(sqsEvent(anSqsRecord(body)), aContext())).toEqual({ batchItemFailures: [] });
  expect(fake.parked).toMatchObject([{ reason }]);
  expect(delivered).toEqual([]);
});

test('the log tells event, path and status, and no person', async () => {
  const { fake, consume } = consumerWith(async () => 200);
  await consume(sqsEvent(anEventRecord(anAppliedEvent('Request'))), aContext());
  expect(fake.logger.lines).toMatchObject([
    { fields: { done: [{ type: 'Request', outcome: 'applied', path: '/enterwait/request', status: 200 }] } },
  ]);
  expect(fake.counts).toEqual({ Deliveries: 1 });
  expect(JSON.stringify(fake.logger.lines)).not.toMatch(/김|parent|@/);
});
