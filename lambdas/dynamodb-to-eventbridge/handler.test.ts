import type { JudgedEvent } from '@enterwait/domain/protocol';
import { createPublisher } from '@enterwait/lambda/publishing';
import { aContext, anAppliedEvent, aStreamRecord, fakeConsumerDependencies } from '@enterwait/lambda/testing';
import { dependenciesFrom } from './handler.ts';

test('publishes the events of the stream and parks what is none', async () => {
  const fake = fakeConsumerDependencies();
  const published: JudgedEvent[] = [];
  const bus = {
    async publish(events: readonly JudgedEvent[]) {
      published.push(...events);
      return [];
    },
  };
  const event = anAppliedEvent('Request');
  await createPublisher({ ...fake, bus })(
    { Records: [aStreamRecord(event), aStreamRecord(anAppliedEvent('Cancel'), { dynamodb: {} })] },
    aContext(),
  );
  expect(published).toEqual([event]);
  expect(fake.parked).toHaveLength(1);
});

test('names what is missing in its environment', () => {
  expect(() => dependenciesFrom({})).toThrow(
    'DynamoDBToEventBridge: PARKED_QUEUE_URL is missing, EVENT_BUS_NAME is missing',
  );
});
