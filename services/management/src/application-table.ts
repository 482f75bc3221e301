import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { applicationSchema, entrySchema, type JudgedEvent, judgedEventSchema, type State, statusSchema } from '@enterwait/domain';
import { z } from 'zod';

const stateSchema = z.object({ status: statusSchema, version: z.int().min(1), application: applicationSchema,
  entry: entrySchema.nullable().default(null),
});

/** What the judge has written, read only. */
export interface ApplicationTable {
  /** The state that holds now (strongly consistent), or `undefined` where there is no application. */
  state(requestId: string): Promise<(State & z.infer<typeof stateSchema>) | undefined>;
  /** Every judged event of an application, in the order of judging. */
  events(requestId: string): Promise<JudgedEvent[]>;
  /** Rejects when the table cannot be reached. */
  check(): Promise<void>;
}

export function createApplicationTable(client: DynamoDBClient, tableName: string): ApplicationTable {
  const documents = DynamoDBDocumentClient.from(client);
  return {
    async state(requestId) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: tableName, Key: { request_id: requestId, sk: 'STATE' }, ConsistentRead: true }),
      );
      return Item === undefined ? undefined : stateSchema.parse(Item);
    },
    async events(requestId) {
      const pages = paginateQuery(
        { client: documents },
        {
          TableName: tableName,
          KeyConditionExpression: 'request_id = :id AND begins_with(sk, :events)',
          ExpressionAttributeValues: { ':id': requestId, ':events': 'EVENT#' },
          ConsistentRead: true,
        },
      );
      const events: JudgedEvent[] = [];
      for await (const page of pages) {
        for (const { sk: _key, ...event } of page.Items ?? []) events.push(judgedEventSchema.parse(event));
      }
      return events.sort((a, b) => a.judged_at.localeCompare(b.judged_at) || a.version - b.version);
    },
    async check() {
      await client.send(new DescribeTableCommand({ TableName: tableName }));
    },
  };
}
