import { needsOf, type RecordedCall } from './calls.ts';

const SENDER = 'no-reply@example.go.kr';
const call = (service: string, operation: string, names: RecordedCall['names']): RecordedCall => ({
  who: 'somebody',
  service,
  operation,
  names,
});
const needs = (...calls: RecordedCall[]) => needsOf(calls, SENDER).somebody;

test('a batch needs the right of the single call, on the queue that its URL names', () => {
  const names = { QueueUrl: 'http://127.0.0.1:4566/000000000000/IntegrateEventQueue.fifo', Entries: [{}] };
  expect(needs(call('sqs', 'SendMessageBatch', names), call('sqs', 'SendMessage', names))).toEqual([
    'sqs:SendMessage IntegrateEventQueue.fifo',
  ]);
});

test('a transaction needs the rights of its parts', () => {
  const parts = [{ Put: { TableName: 'A' } }, { ConditionCheck: { TableName: 'A' } }, { Update: { TableName: 'B' } }];
  expect(needs(call('dynamodb', 'TransactWriteItems', { TransactItems: parts }))).toEqual([
    'dynamodb:ConditionCheckItem A',
    'dynamodb:PutItem A',
    'dynamodb:UpdateItem B',
  ]);
});

test('an index is a resource of its own, and a batch names every table', () => {
  expect(
    needs(
      call('dynamodb', 'Query', { TableName: 'A', IndexName: 'ByDay' }),
      call('dynamodb', 'BatchGetItem', { RequestItems: ['A', 'B'] }),
    ),
  ).toEqual(['dynamodb:BatchGetItem A', 'dynamodb:BatchGetItem B', 'dynamodb:Query A/index/ByDay']);
});

test('events need the bus, with all sources of the call', () => {
  const entries = ['one', 'other', 'one'].map((Source) => ({ EventBusName: 'Bus', Source }));
  expect(needs(call('events', 'PutEvents', { Entries: entries }))).toEqual([
    'events:PutEvents Bus events:source=one,other',
  ]);
});

test('a mail needs the address that it comes from, whatever the account’s is, and its configuration set', () => {
  const names = { Source: `입소대기 <${SENDER}>`, ConfigurationSetName: 'Feedback' };
  expect(needs(call('ses', 'SendEmail', names))).toEqual([
    'ses:SendEmail MAIL_SENDER ses:FromAddress=MAIL_SENDER',
    'ses:SendEmail configuration-set/Feedback ses:FromAddress=MAIL_SENDER',
  ]);
});

test('an operation that nobody has looked up is refused', () => {
  expect(() => needs(call('s3', 'PUT /bucket', {}))).toThrow('s3 PUT /bucket is not known');
});
