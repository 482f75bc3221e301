import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NO_STATE, type State } from '@enterwait/domain/protocol';
import {
  anApplication,
  anAppliedEvent,
  aRefusedEvent,
  awsError,
  fakeClient,
  type SentCommand,
} from '@enterwait/lambda/testing';
import { INDEXES, indexKeysOf } from './index-keys.ts';
import { createApplicationTable } from './table.ts';

const tableWith = (answer: (command: SentCommand) => unknown) => {
  const { client, sent } = fakeClient<DynamoDBDocumentClient>(answer);
  return { table: createApplicationTable(client, 'T'), sent };
};
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const REQUESTED: State = { status: 1, version: 3, application: anApplication(), entry: null, round: 1 };

describe('record', () => {
  test('an applied command writes its event if absent and the state if nobody was faster', async () => {
    const { table, sent } = tableWith(() => ({}));
    const event = anAppliedEvent('Accept', { version: 4 });
    expect(await table.record({ met: REQUESTED, event })).toBe('recorded');
    const { request_id, event_id, judged_at, status, version, application, entry, round } = event;
    expect(sent[0]?.input.TransactItems).toEqual([
      {
        Put: {
          TableName: 'T',
          Item: { ...event, sk: `EVENT#${event_id}` },
          ConditionExpression: 'attribute_not_exists(request_id)',
        },
      },
      {
        Put: {
          TableName: 'T',
          Item: {
            request_id,
            sk: 'STATE',
            event_id,
            status,
            version,
            application,
            entry,
            round,
            updated_at: judged_at,
            ...indexKeysOf({ request_id, status, application, updated_at: judged_at }),
          },
          ConditionExpression: 'version = :met',
          ExpressionAttributeValues: { ':met': 3 },
        },
      },
    ]);
  });

  test('only the state carries the keys of the indexes: events are in none of them', async () => {
    const { table, sent } = tableWith(() => ({}));
    await table.record({ met: REQUESTED, event: anAppliedEvent('Accept', { version: 4 }) });
    const [putEvent, putState] = sent[0]?.input.TransactItems ?? [];
    const keys = Object.values(INDEXES).map(({ hash }) => hash);
    expect(keys.filter((key) => key in putState.Put.Item)).toEqual(keys);
    expect(keys.filter((key) => key in putEvent.Put.Item)).toEqual([]);
  });

  test('the first command of an application asks that there is no state yet', async () => {
    const { table, sent } = tableWith(() => ({}));
    await table.record({ met: NO_STATE, event: anAppliedEvent('Request') });
    expect(sent[0]?.input.TransactItems[1].Put.ConditionExpression).toBe('attribute_not_exists(request_id)');
  });

  test.each([
    [
      'the version it met',
      REQUESTED,
      { ConditionExpression: 'version = :met', ExpressionAttributeValues: { ':met': 3 } },
    ],
    ['that there still is none', NO_STATE, { ConditionExpression: 'attribute_not_exists(request_id)' }],
  ])('a refused command leaves the state alone and checks %s', async (_case, met, condition) => {
    const { table, sent } = tableWith(() => ({}));
    const event = aRefusedEvent('Accept');
    await table.record({ met, event });
    expect(sent[0]?.input.TransactItems[1]).toEqual({
      ConditionCheck: { TableName: 'T', Key: { request_id: event.request_id, sk: 'STATE' }, ...condition },
    });
  });

  test.each([
    ['the event exists', ['ConditionalCheckFailed', 'None'], 'repeated'],
    ['the event exists and the state moved by it', ['ConditionalCheckFailed', 'ConditionalCheckFailed'], 'repeated'],
    ['the state moved', ['None', 'ConditionalCheckFailed'], 'moved'],
    ['another transaction is on the way', ['None', 'TransactionConflict'], 'busy'],
    ['the table is throttled', ['ThrottlingError', 'None'], 'busy'],
  ])('%s: %j means %s', async (_case, codes, recording) => {
    const { table } = tableWith(() => Promise.reject(cancelled(...codes)));
    expect(await table.record({ met: REQUESTED, event: anAppliedEvent('Accept') })).toBe(recording);
  });

  test.each([
    ['an invalid item', cancelled('ValidationError', 'None')],
    ['a cancellation without a reason', cancelled('None', 'None')],
    ['an outage', awsError('InternalServerError')],
  ])('%s is no verdict: it is thrown', async (_case, error) => {
    const { table } = tableWith(() => Promise.reject(error));
    await expect(table.record({ met: REQUESTED, event: anAppliedEvent('Accept') })).rejects.toThrow();
  });
});

describe('recordAll', () => {
  const decisions = [
    { met: NO_STATE, event: anAppliedEvent('Request') },
    { met: REQUESTED, event: aRefusedEvent('Accept') },
  ];

  test('several decisions are one transaction', async () => {
    const { table, sent } = tableWith(() => ({}));
    expect(await table.recordAll(decisions)).toBe(true);
    expect(sent.map(({ input }) => input.TransactItems.length)).toEqual([4]);
  });

  test.each([cancelled('None', 'None', 'ConditionalCheckFailed', 'None'), awsError('ValidationException')])(
    'one that stands in the way leaves nothing written: $name',
    async (error) => {
      const { table } = tableWith(() => Promise.reject(error));
      expect(await table.recordAll(decisions)).toBe(false);
    },
  );

  test('an outage is thrown', async () => {
    const { table } = tableWith(() => Promise.reject(awsError('ThrottlingException')));
    await expect(table.recordAll(decisions)).rejects.toThrow();
  });
});

describe('readStates', () => {
  const item = (request_id: string) => ({
    request_id,
    sk: 'STATE',
    status: 1,
    version: 3,
    event_id: 'e',
    updated_at: 'u',
    application: anApplication(),
    round: 1,
  });

  test('one strongly consistent read for all, and no state where there is none', async () => {
    const { table, sent } = tableWith(() => ({ Responses: { T: [item('A')] } }));
    const states = await table.readStates(['A', 'B', 'A']);
    expect(Object.fromEntries(states)).toEqual({ A: REQUESTED, B: NO_STATE });
    expect(sent.map(({ input }) => input.RequestItems.T)).toEqual([
      {
        Keys: [
          { request_id: 'A', sk: 'STATE' },
          { request_id: 'B', sk: 'STATE' },
        ],
        ConsistentRead: true,
      },
    ]);
  });

  test('an application of the release before has as many rounds as Requests were applied to it', async () => {
    const { round: _none, ...old } = item('A');
    const pages = [{ Count: 2, LastEvaluatedKey: { request_id: 'A', sk: 'EVENT#x' } }, { Count: 1 }];
    const { table, sent } = tableWith(({ name }) =>
      name === 'QueryCommand' ? pages.shift() : { Responses: { T: [old] } },
    );
    expect((await table.readStates(['A'])).get('A')).toEqual({ ...REQUESTED, round: 3 });
    expect(sent.filter(({ name }) => name === 'QueryCommand')).toHaveLength(2);
  });

  test('keys that DynamoDB left unread are read again', async () => {
    const answers = [
      { Responses: { T: [item('A')] }, UnprocessedKeys: { T: { Keys: [{ request_id: 'B', sk: 'STATE' }] } } },
      { Responses: { T: [item('B')] } },
    ];
    const { table } = tableWith(() => answers.shift());
    expect((await table.readStates(['A', 'B'])).get('B')).toEqual(REQUESTED);
  });

  test.each([
    ['left unread for good', { UnprocessedKeys: { T: { Keys: [{ request_id: 'A', sk: 'STATE' }] } } }],
    ['that is none', { Responses: { T: [{ request_id: 'A', sk: 'STATE', status: 7, version: 1 }] } }],
  ])('a state %s fails: nobody judges from nothing', async (_case, answer) => {
    const { table } = tableWith(() => answer);
    await expect(table.readStates(['A'])).rejects.toThrow();
  });
});
