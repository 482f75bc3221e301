import { createJudgeConsumer } from '@enterwait/lambda/consumer';
import {
  aCommand,
  aCommandRecord,
  aContext,
  anSqsRecord,
  fakeConsumerDependencies,
  memoryTable,
  NOW,
  sqsEvent,
} from '@enterwait/lambda/testing';
import { dependenciesFrom } from './handler.ts';

test('judges the commands of the queue and parks what is none', async () => {
  const fake = fakeConsumerDependencies();
  const table = memoryTable();
  const handle = createJudgeConsumer({ ...fake, table, now: () => NOW });
  const command = aCommand('Request');
  const answer = await handle(sqsEvent(aCommandRecord(command), anSqsRecord('{', { group: 'g' })), aContext());
  expect(answer).toEqual({ batchItemFailures: [] });
  expect([...table.events.values()]).toMatchObject([{ event_id: command.event_id, outcome: 'applied', version: 1 }]);
  expect(fake.parked).toHaveLength(1);
});

test('names what is missing in its environment', () => {
  expect(() => dependenciesFrom({})).toThrow('SQSToDynamoDB: PARKED_QUEUE_URL is missing, TABLE_NAME is missing');
});
