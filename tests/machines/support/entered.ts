import { parseEnv } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Checkout } from './checkout.ts';

/** Everything that was entered into a stack, by request_id, for comparison with what is there later. */
export interface Entered {
  /** Rows of both systems: status, version, round, place in the line and held place. */
  readonly enterwait: Record<string, unknown>;
  readonly nursery: Record<string, unknown>;
  /** STATE items of the judge. */
  readonly table: Record<string, unknown>;
  /** Commands without an answer. */
  readonly open: readonly string[];
}

const ROWS = `SELECT request_id, status, version, round, expected, queue_key, priority_items, child_name, parent_email FROM request`;

/** `make env` of a checkout. */
export async function environmentOf(checkout: Checkout): Promise<NodeJS.Dict<string>> {
  const { code, output } = await checkout.make('-s env');
  if (code !== 0) throw new Error(output);
  return parseEnv(output);
}

export async function whatIsEntered(env: NodeJS.Dict<string>): Promise<Entered> {
  const [enterwait, nursery, table] = await Promise.all([
    databaseRows(env.ENTERWAIT_DATABASE_URL ?? '', ROWS),
    databaseRows(
      env.NURSERY_DATABASE_URL ?? '',
      `SELECT r.*, c.request_id AS place FROM (${ROWS}) r LEFT JOIN nursery_child c USING (request_id)`,
    ),
    states(env),
  ]);
  return { ...{ enterwait: enterwait.byId, nursery: nursery.byId, table }, open: [...enterwait.open, ...nursery.open] };
}

async function databaseRows(uri: string, sql: string): Promise<{ byId: Entered['enterwait']; open: string[] }> {
  const connection = await createConnection({ uri });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    const [open] = await connection.query<RowDataPacket[]>('SELECT event_id FROM command WHERE outcome IS NULL');
    return {
      byId: Object.fromEntries(rows.map((row) => [row.request_id, { ...row }])),
      open: open.map(({ event_id }) => String(event_id)),
    };
  } finally {
    await connection.end();
  }
}

async function states(env: NodeJS.Dict<string>): Promise<Record<string, unknown>> {
  const client = new DynamoDBClient({
    region: env.AWS_REGION ?? '',
    endpoint: env.AWS_ENDPOINT_URL ?? '',
    credentials: { accessKeyId: env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '' },
  });
  const documents = DynamoDBDocumentClient.from(client);
  const found: [string, unknown][] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({
        TableName: env.TABLE_NAME ?? '',
        FilterExpression: 'sk = :state',
        ExpressionAttributeValues: { ':state': 'STATE' },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const item of page.Items ?? []) found.push([String(item.request_id), item]);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  client.destroy();
  return Object.fromEntries(found);
}
