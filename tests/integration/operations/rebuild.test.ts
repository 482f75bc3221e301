import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Application, addressKeyOf } from '@enterwait/domain/application';
import { SYSTEMS } from '@enterwait/domain/protocol';
import { createMailAddresses } from '@enterwait/judge/table';
import { aBounce } from '@enterwait/lambda/testing';
import { rebuildTable, TableInUseError } from '@enterwait/operations/rebuild';
import { operators, parents, staff } from '../../support/commands/api.ts';
import { aNursery, anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { eventsOf, mailAddressOf, sendMailFeedback, stateOf } from '../../support/stack/aws.ts';
import { confirmedIn, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

/** A second table, like the first one of a restarted emulator. */
const TABLE = 'RebuiltApplications';
const ADDRESSES = 'RebuiltMailAddresses';
const stack = () => theStack();
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  client = new DynamoDBClient({
    region: stack().region,
    endpoint: stack().awsEndpointUrl,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'request_id', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'request_id', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: ADDRESSES,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
});
afterAll(async () => {
  for (const TableName of [TABLE, ADDRESSES]) await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
});

type Step = (application: Application) => Promise<{ status: number }>;
const [request, cancel, accept, reject, revoke] = [
  parents.request,
  parents.cancel,
  staff.accept,
  staff.reject,
  operators.cancel,
];
/** Applications with every status, some with more than one round; also refused commands. */
const LIVES: readonly (readonly Step[])[] = [
  [request],
  [request, accept],
  [request, reject],
  [request, cancel],
  [request, cancel, request],
  [request, accept, revoke, request, reject],
];

async function live(steps: readonly Step[], nursery_id: string): Promise<Application> {
  const application = anApplication({ nursery_id });
  for (const [index, step] of steps.entries()) {
    expect((await step(application)).status).toBe(202);
    await eventually(async () => {
      for (const system of SYSTEMS)
        expect(await confirmedIn(system, idOf(application))).toMatchObject({ version: index + 1 });
    });
  }
  return application;
}

/** Nothing is delivered to the operators' monitor: it looks for its answers once a second. */
const open = (requestId: string) =>
  rowsOf('management', 'SELECT event_id FROM command WHERE outcome IS NULL AND request_id = ?', [requestId]);

/** The fields of a rebuilt event that match the judge's own: keys and traces are gone, and bodies are the current ones. */
const saidOf = ({
  event_id,
  type,
  origin,
  outcome,
  reason,
  status,
  version,
  round,
  judged_at,
}: Record<string, unknown>) => ({
  ...{ event_id, type, origin, outcome, reason, status, version, round, judged_at },
});
const byId = (one: { event_id: unknown }, other: { event_id: unknown }) =>
  String(one.event_id).localeCompare(String(other.event_id));

test('a table that was lost is filled from the databases as the judge had it', async () => {
  const nursery = aNursery();
  const applications = await Promise.all(LIVES.map((steps) => live(steps, nursery)));
  // What somebody still waits for is stored elsewhere: it is told again.
  for (const application of applications)
    await eventually(async () => expect(await open(idOf(application))).toEqual([]));
  const bounced = anAddress();
  await sendMailFeedback(aBounce(bounced));
  await eventually(async () =>
    expect(
      await rowsOf('nursery', 'SELECT 1 FROM mail_address WHERE address_key = ?', [addressKeyOf(bounced)]),
    ).toHaveLength(1),
  );
  const { enterwaitDatabaseUrl: enterwait, nurseryDatabaseUrl, managementDatabaseUrl: management } = stack();
  const options = {
    documents,
    tableName: TABLE,
    mailAddressTableName: ADDRESSES,
    databaseUrls: { enterwait, nursery: nurseryDatabaseUrl, management },
  };
  const { applications: many, events } = await rebuildTable(options);
  expect(many).toBeGreaterThanOrEqual(LIVES.length);
  expect(events).toBeGreaterThanOrEqual(LIVES.flat().length);

  for (const application of applications) {
    const key = { request_id: idOf(application), sk: 'STATE' };
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: key, ConsistentRead: true }));
    expect(Item).toEqual(await stateOf(idOf(application)));
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'request_id = :id AND begins_with(sk, :history)',
        ExpressionAttributeValues: { ':id': idOf(application), ':history': 'EVENT!' },
        ConsistentRead: true,
      }),
    );
    const known = (await eventsOf(idOf(application))).map(saidOf);
    expect(Items.map(saidOf).sort(byId)).toEqual(known.sort(byId));
  }
  const { state } = createMailAddresses(documents, ADDRESSES);
  expect(await state(addressKeyOf(bounced))).toEqual(await mailAddressOf(bounced));
  // The table is the judge's from now on: nothing overwrites it.
  await expect(rebuildTable(options)).rejects.toThrow(TableInUseError);
});
