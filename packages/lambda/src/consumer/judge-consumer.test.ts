import { requestIdOf } from '@enterwait/domain/application';
import { type CommandType, type JudgedEvent, toCommandMessage } from '@enterwait/domain/protocol';
import { TableError } from '@enterwait/judge/errors';
import {
  aCommand,
  aCommandRecord,
  aContext,
  anApplication,
  anSqsRecord,
  applicationOf,
  NOW,
  sqsEvent,
} from '../../testing/builders.ts';
import { awsError, type FakeConsumerDependencies, fakeConsumerDependencies } from '../../testing/fakes.ts';
import { type MemoryTable, memoryTable } from '../../testing/memory-table.ts';
import type { EventBus } from '../publishing/bus.ts';
import { createJudgeConsumer } from './judge-consumer.ts';

let fake: FakeConsumerDependencies;
let table: MemoryTable;
beforeEach(() => {
  fake = fakeConsumerDependencies();
  table = memoryTable();
});

const consume = (...records: ReturnType<typeof anSqsRecord>[]) =>
  createJudgeConsumer({ ...fake, table, now: () => NOW })(sqsEvent(...records), aContext());
const ofChild = (child: number, type: CommandType, receiveCount = 1) =>
  aCommandRecord(aCommand(type, { application: applicationOf(child) }), { receiveCount });
const failures = (...records: ReturnType<typeof anSqsRecord>[]) => ({
  batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

test('a batch of commands is judged and done', async () => {
  expect(await consume(ofChild(1, 'Request'), ofChild(2, 'Request'), ofChild(1, 'Accept'))).toEqual(failures());
  expect([...table.states.values()].map(({ status }) => status)).toEqual([2, 1]);
});

test('a message in the seed form is a command too, with the identity of the message', async () => {
  const record = anSqsRecord(JSON.stringify(anApplication()), { group: 'g', status: 'Request' });
  await consume(record);
  expect([...table.events.values()]).toMatchObject([{ event_id: record.messageId, outcome: 'applied' }]);
});

test.each([
  ['no JSON', () => anSqsRecord('{', { group: 'g' }), 'body is not JSON'],
  ['no command', () => anSqsRecord('{}', { group: 'g', status: 'Dance' }), 'attribute Status is missing or unknown'],
  [
    'a field that breaks its rule',
    () => anSqsRecord(JSON.stringify(anApplication({ child_id: '1' })), { group: 'g', status: 'Request' }),
    'child_id: invalid_format',
  ],
])('%s is parked with its reason, and the commands beside it are judged at once', async (_case, poison, reason) => {
  expect(await consume(ofChild(1, 'Request'), poison(), ofChild(2, 'Request'))).toEqual(failures());
  expect(fake.parked.map((record) => record.reason)).toEqual([reason]);
  expect(table.events.size).toBe(2);
});

test('a command that names itself is answered also when a field is broken: refused as invalid, not parked', async () => {
  const command = aCommand('Request');
  const broken = JSON.stringify({ ...JSON.parse(toCommandMessage(command)), parent_tel: null });
  expect(await consume(anSqsRecord(broken, { group: command.request_id, status: 'Request' }))).toEqual(failures());
  expect(fake.parked).toEqual([]);
  expect([...table.events.values()]).toMatchObject([
    { event_id: command.event_id, outcome: 'refused', reason: 'invalid' },
  ]);
});

test('a message of a later release waits: it comes again, and is not parked', async () => {
  const record = ofChild(1, 'Request');
  record.messageAttributes.Version = { stringValue: '2', dataType: 'String' };
  expect(await consume(record)).toEqual(failures(record));
  expect([fake.parked, table.events.size]).toEqual([[], 0]);
});

test('a decision names the round that its asker saw', async () => {
  const accept = ofChild(1, 'Accept');
  accept.messageAttributes.Round = { stringValue: '2', dataType: 'Number' };
  await consume(ofChild(1, 'Request'), accept);
  expect([...table.events.values()].at(-1)).toMatchObject({ type: 'Accept', reason: 'other-round' });
});

describe('whoever asks again', () => {
  const asksAgain = async (minutesLater: number, publish: (events: readonly JudgedEvent[]) => void) => {
    const record = ofChild(1, 'Request');
    await consume(record);
    const now = () => new Date(NOW.getTime() + minutesLater * 60_000);
    const bus = {
      async publish(events: readonly JudgedEvent[]) {
        publish(events);
        return [];
      },
    };
    const judge = createJudgeConsumer({ ...fake, table, now, republishing: { bus, afterMs: 300_000 } });
    return { record, answer: await judge(sqsEvent(record), aContext()) };
  };

  test('long after the judging is told once more what was recorded', async () => {
    const told: JudgedEvent[] = [];
    await asksAgain(15, (events) => told.push(...events));
    expect(told).toEqual([...table.events.values()]);
    expect(fake.counts).toMatchObject({ RetoldEvents: 1 });
  });

  test('at once, as SQS repeats, is not', async () => {
    const told: JudgedEvent[] = [];
    await asksAgain(1, (events) => told.push(...events));
    expect(told).toEqual([]);
  });

  test('comes again when the bus is away', async () => {
    const { record, answer } = await asksAgain(15, () => {
      throw awsError('TimeoutError');
    });
    expect(answer).toEqual(failures(record));
  });
});

test('poison does not hold up its own group', async () => {
  const request = ofChild(1, 'Request');
  const group = request.attributes.MessageGroupId;
  await consume(anSqsRecord('{', group === undefined ? {} : { group }), request);
  expect(table.events.size).toBe(1);
});

test('poison that cannot be parked keeps its place: what stands behind it in the group waits', async () => {
  fake.parkingError = awsError('TimeoutError');
  const first = ofChild(1, 'Request');
  const group = first.attributes.MessageGroupId ?? '';
  const poison = anSqsRecord('{', { group });
  const behind = ofChild(1, 'Cancel');
  expect(await consume(first, poison, behind, ofChild(2, 'Request'))).toEqual(failures(poison, behind));
  expect([...table.events.values()].map(({ type }) => type)).toEqual(['Request', 'Request']);
});

describe('when the table fails for one application', () => {
  const failing = (requestId: string | undefined): MemoryTable => {
    const whole = memoryTable();
    return {
      ...whole,
      recordAll: async () => false,
      record: async (decision) => {
        if (decision.event.request_id === requestId) throw awsError('InternalServerError');
        return whole.record(decision);
      },
    };
  };

  test('its messages come again in their order, and the other groups go through', async () => {
    const [a1, b1, a2, b2] = [ofChild(1, 'Request'), ofChild(2, 'Request'), ofChild(1, 'Cancel'), ofChild(2, 'Cancel')];
    table = failing(a1?.attributes.MessageGroupId);
    expect(await consume(a1!, b1!, a2!, b2!)).toEqual(failures(a1!, a2!));
    expect(table.events.size).toBe(2);
  });

  test('the whole rest of the group is hidden equally long, or a later message could overtake', async () => {
    const records = [ofChild(1, 'Request', 3), ofChild(1, 'Cancel', 1)];
    table = failing(records[0]?.attributes.MessageGroupId);
    await consume(...records);
    expect(fake.hidden).toMatchObject([
      { record: records[0], seconds: 40 },
      { record: records[1], seconds: 40 },
    ]);
    expect(fake.logger.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields.error)).toEqual([
      'InternalServerError',
      'GroupBlockedError',
    ]);
  });
});

test('when nothing can be read every message comes again, and none is parked', async () => {
  table = { ...table, readStates: () => Promise.reject(awsError('TimeoutError')) };
  const records = [ofChild(1, 'Request'), ofChild(2, 'Request')];
  expect(await consume(...records)).toEqual(failures(...records));
  expect([fake.parked, fake.counts]).toEqual([[], { FailedRecords: 2 }]);
});

test('the log tells what was decided, by ids and without a person', async () => {
  await consume(ofChild(1, 'Accept'));
  const [line] = fake.logger.lines;
  expect(line).toMatchObject({
    level: 'info',
    message: 'batch judged',
    fields: {
      records: 1,
      done: [{ type: 'Accept', recording: 'recorded', outcome: 'refused', reason: 'no-application' }],
    },
  });
  expect(JSON.stringify(line)).not.toMatch(/김|parent|@/);
});

test('decisions are counted by what they were, a repeat apart', async () => {
  await consume(ofChild(1, 'Request'), ofChild(2, 'Accept'));
  expect(fake.counts).toEqual({ AppliedCommands: 1, RefusedCommands: 1 });
});

describe('on the last receive', () => {
  beforeEach(() => {
    fake.isLast = () => true;
    table = { ...table, readStates: () => Promise.reject(awsError('TimeoutError')) };
  });

  test('a group is dead in its order, and reported as done', async () => {
    const records = [ofChild(1, 'Request'), ofChild(1, 'Cancel')];
    expect(await consume(...records)).toEqual(failures());
    expect(fake.buried.map(({ record }) => record)).toEqual(records);
    expect(fake.counts).toEqual({});
  });

  test('a command in the seed form keeps the identity of its message', async () => {
    const record = anSqsRecord(JSON.stringify(anApplication()), { group: 'g', status: 'Request' });
    await consume(record);
    expect(JSON.parse(fake.buried[0]?.body ?? '')).toMatchObject({ event_id: record.messageId, type: 'Request' });
  });
});

describe('one item that cannot be read fails alone', () => {
  test('a state: the commands of the other applications are judged', async () => {
    const [first, broken, third] = [ofChild(1, 'Request'), ofChild(2, 'Request'), ofChild(3, 'Request')];
    const brokenId = requestIdOf(applicationOf(2));
    const readStates = async (ids: readonly string[]) => {
      if (ids.includes(brokenId)) throw new TableError('STATE item is not one');
      return table.readStates(ids);
    };
    const handle = createJudgeConsumer({ ...fake, table: { ...table, readStates }, now: () => NOW });
    expect(await handle(sqsEvent(first, broken, third), aContext())).toEqual(failures(broken));
    expect(table.events.size).toBe(2);
  });

  test('a recorded event: the others are told again', async () => {
    const records = [ofChild(1, 'Request'), ofChild(2, 'Request')];
    await consume(...records);
    const [, broken] = records;
    const brokenId = requestIdOf(applicationOf(2));
    const recorded: MemoryTable['recorded'] = async (command) => {
      if (command.request_id === brokenId) throw new TableError('EVENT item is not one');
      return table.recorded(command);
    };
    const told: JudgedEvent[] = [];
    const bus: EventBus = {
      async publish(events) {
        told.push(...events);
        return [];
      },
    };
    const handle = createJudgeConsumer({
      ...fake,
      table: { ...table, recorded },
      now: () => new Date(NOW.getTime() + 3_600_000),
      republishing: { bus, afterMs: 300_000 },
    });
    expect(await handle(sqsEvent(...records), aContext())).toEqual(failures(broken!));
    expect(told.map(({ request_id }) => request_id)).toEqual([requestIdOf(applicationOf(1))]);
  });
});
