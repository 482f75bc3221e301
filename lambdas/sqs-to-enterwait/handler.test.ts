import type { CommandType, JudgedEvent, Origin } from '@enterwait/domain/protocol';
import { routeOf } from '@enterwait/lambda/consumer';
import { aContext, anAppliedEvent, aRefusedEvent, sqsEvent } from '@enterwait/lambda/testing';
import { handler, routesFrom } from './handler.ts';

const routes = routesFrom({
  ACCEPT_URL: 'http://enterwait.example/request/accept',
  REJECT_URL: 'http://enterwait.example/request/reject',
  OUTCOME_URL: 'http://enterwait.example/sync/outcome',
  PARKED_QUEUE_URL: 'http://sqs.example/0/ParkedQueue',
  WEBHOOK_SECRET_ID: 'secret',
  DELIVERY_TIMEOUT_MS: 5000,
});
const pathOf = (event: JudgedEvent): string => new URL(routeOf(event, routes).url).pathname;

test.each<[string, CommandType, Origin, string]>([
  ['an accept of a daycare', 'Accept', 'nursery', '/request/accept'],
  ['a reject of a daycare', 'Reject', 'nursery', '/request/reject'],
  ['its own request', 'Request', 'enterwait', '/sync/outcome'],
  ['its own cancel', 'Cancel', 'enterwait', '/sync/outcome'],
  ['a cancel of an operator', 'Cancel', 'management', '/sync/outcome'],
  ['a child who left its daycare', 'Cancel', 'nursery', '/sync/outcome'],
])('%s, once applied, is told to the parents’ system at %4$s', (_case, type, origin, path) => {
  expect(pathOf(anAppliedEvent(type, { origin }))).toBe(path);
});

test.each<[CommandType, Origin]>([
  ['Request', 'enterwait'],
  ['Cancel', 'enterwait'],
  ['Cancel', 'management'],
])('a refused %s of %s is told to the parents’ system as an outcome', (type, origin) => {
  expect(pathOf(aRefusedEvent(type, { origin }))).toBe('/sync/outcome');
});

test('names what is missing in its environment at the first invocation', async () => {
  await expect(handler(sqsEvent(), aContext())).rejects.toThrow(/^SQSToEnterwait: PARKED_QUEUE_URL is missing/);
});
