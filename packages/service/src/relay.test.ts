import { createLogger } from './logging.ts';
import { sendToQueue } from './relay.ts';
import type { OutboxRow } from './tables/outbox.ts';

const rows: OutboxRow[] = [1, 2, 3].map((id) => ({
  id,
  event_id: `event-${id}`,
  request_id: `request-${id}`,
  type: 'Request',
  body: '{}',
}));

describe('handing a batch to the queue', () => {
  test('an entry that failed alone is not taken for sent', async () => {
    const sent: unknown[] = [];
    const client = {
      async send(command: { input: unknown }) {
        sent.push(command.input);
        return {
          Successful: [{ Id: '1' }, { Id: '3' }],
          Failed: [{ Id: '2', Code: 'InternalError', SenderFault: false }],
        };
      },
    };
    const send = sendToQueue(client as never, 'https://queue', createLogger('test', 'silent'));
    expect(await send(rows)).toEqual([1, 3]);
    expect(sent).toMatchObject([
      {
        QueueUrl: 'https://queue',
        Entries: rows.map(({ id, event_id, request_id, type, body }) => ({
          Id: String(id),
          MessageBody: body,
          MessageGroupId: request_id,
          MessageDeduplicationId: event_id,
          MessageAttributes: { Status: { DataType: 'String', StringValue: type } },
        })),
      },
    ]);
  });

  test('an answer that names nobody counts as nothing sent', async () => {
    const send = sendToQueue({ send: async () => ({}) } as never, 'https://queue', createLogger('test', 'silent'));
    expect(await send(rows)).toEqual([]);
  });
});
