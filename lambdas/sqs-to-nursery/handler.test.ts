import type { CommandType, JudgedEvent, Origin } from '@enterwait/domain/protocol';
import { routeOf } from '@enterwait/lambda/consumer';
import { aContext, anAppliedEvent, aRefusedEvent, sqsEvent } from '@enterwait/lambda/testing';
import { handler, routesFrom } from './handler.ts';

const routes = routesFrom({
  REQUEST_URL: 'http://nursery.example/enterwait/request',
  CANCEL_URL: 'http://nursery.example/enterwait/cancel',
  OUTCOME_URL: 'http://nursery.example/sync/outcome',
  PARKED_QUEUE_URL: 'http://sqs.example/0/ParkedQueue',
  WEBHOOK_SECRET_ID: 'secret',
  DELIVERY_TIMEOUT_MS: 5000,
});
const pathOf = (event: JudgedEvent): string => new URL(routeOf(event, routes).url).pathname;

test.each<[string, CommandType, Origin, string]>([
  ['a request of a parent', 'Request', 'enterwait', '/enterwait/request'],
  ['a cancel of a parent', 'Cancel', 'enterwait', '/enterwait/cancel'],
  ['a cancel of an operator', 'Cancel', 'management', '/enterwait/cancel'],
  ['a child that left, which it said itself', 'Cancel', 'nursery', '/enterwait/cancel'],
  ['its own accept', 'Accept', 'nursery', '/sync/outcome'],
  ['its own reject', 'Reject', 'nursery', '/sync/outcome'],
])('%s, once applied, is told to the nursery at %4$s', (_case, type, origin, path) => {
  expect(pathOf(anAppliedEvent(type, { origin }))).toBe(path);
});

test.each<CommandType>(['Accept', 'Reject', 'Cancel'])(
  'its own %s that was refused is told to the nursery as an outcome',
  (type) => {
    expect(pathOf(aRefusedEvent(type, { origin: 'nursery' }))).toBe('/sync/outcome');
  },
);

test('names what is missing in its environment at the first invocation', async () => {
  await expect(handler(sqsEvent(), aContext())).rejects.toThrow(/^SQSToNursery: PARKED_QUEUE_URL is missing/);
});
