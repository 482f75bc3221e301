import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Status } from '@enterwait/domain';
import type { StateItem } from '@enterwait/pipeline/monitoring';
import { anApplication, fakeClient } from '@enterwait/pipeline/testing';
import { createMetrics } from '@enterwait/service';
import { createCanceller } from './cancel.ts';

const ID = '202403150000001N00001';
const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';

function cancellerIn(status: Status | undefined) {
  const state: StateItem | undefined =
    status === undefined
      ? undefined
      : {
          request_id: ID,
          status,
          version: 3,
          application: anApplication(),
          entry: null,
          event_id: 'e',
          updated_at: 'u',
        };
  const { client, sent } = fakeClient<SQSClient>(() => ({}));
  const canceller = createCanceller({
    table: { state: async () => state },
    sqs: client,
    queueUrl: 'http://q/IntegrateEventQueue.fifo',
    metrics: createMetrics('management'),
  });
  return { sent, cancel: (note?: string) => canceller.cancel(ID, { traceparent: TRACEPARENT, note }) };
}

test.each([1, 2] as const)(
  'of status %d it is sent to the judge with its reason, in the line of its application',
  async (status) => {
    const { cancel, sent } = cancellerIn(status);
    const accepted = await cancel('이사');
    expect(accepted).toMatchObject({ request_id: ID, type: 'Cancel', status: 99, version: 3 });
    expect(sent[0]?.input).toMatchObject({ MessageGroupId: ID, MessageDeduplicationId: accepted.event_id });
    expect(JSON.parse(sent[0]?.input.MessageBody)).toMatchObject({
      type: 'Cancel',
      origin: 'management',
      note: '이사',
      traceparent: TRACEPARENT,
    });
  },
);

test('without a reason none is sent', async () => {
  const { cancel, sent } = cancellerIn(1);
  await cancel();
  expect(JSON.parse(sent[0]?.input.MessageBody)).not.toHaveProperty('note');
});

test.each([
  [undefined, 404, 'no-application'],
  [88, 409, 'already-rejected'],
  [99, 409, 'already-cancelled'],
] as const)('of status %j it is refused and nothing is sent', async (status, http, code) => {
  const { cancel, sent } = cancellerIn(status);
  await expect(cancel()).rejects.toMatchObject({ status: http, code });
  expect(sent).toHaveLength(0);
});
