import { DELIVERY_QUEUES, MAIL_QUEUE, STATUS } from '@enterwait/domain/protocol';
import { type DeadLetter, inspect, type QueueReport, type Redriven, redrive } from '@enterwait/operations/dead-letters';
import { type DeadLetterQueue, deadLetterQueuesOf } from '@enterwait/operations/queues';
import type { Target } from '@enterwait/operations/target';
import { v7 as uuidv7 } from 'uuid';
import { lambdaLog } from '../../../localstack/logs/lambda-log.ts';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { parents, staff } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { anEvent } from '../../support/commands/signed-call.ts';
import { runWithNothing, withVariables } from '../../support/faults/functions.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { putItem, queueDepth, sendCommand, sendToQueue } from '../../support/stack/aws.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

let target: Target;
beforeAll(() => {
  target = targetOfStack(theStack());
});
afterAll(() => target.close());

const placeOf = (name: string): DeadLetterQueue =>
  deadLetterQueuesOf(target.outputs).find((place) => place.name === name)!;
const inspectOne = (name: string): Promise<QueueReport> => inspect(target, placeOf(name), 1000);
const redriveAll = (name: string): Promise<Redriven[]> => redrive(target, placeOf(name), { max: 1000 });

/** Waits for the dead letter of an application; `redriven`: how often it came back before. */
const dead = (queue: string, requestId: string, redriven = 0): Promise<DeadLetter> =>
  eventually(async () => {
    const { messages } = await inspectOne(queue);
    const letter = messages.find((one) => one.request_id === requestId && one.redriven === redriven);
    expect(letter).toBeDefined();
    return letter!;
  });

/** The first failure is the last, so the test need not wait. */
const AT_ONCE = { MAX_RECEIVE_COUNT: '1' };

describe('a delivery that fails on its last receive', () => {
  const queue = 'EventToNurseryQueue-dlq';

  test('is a dead letter with its reason; redriven it fails again with its history, or arrives', async () => {
    const application = anApplication();
    const { nursery } = theStack().services;
    await withVariables('SQSToNursery', AT_ONCE, async () => {
      await nursery.stop();
      try {
        const answer = await parents.request(application);
        const letter = await dead(queue, idOf(application));
        expect(letter).toMatchObject({ event_id: answer.json.event_id, type: 'Request', receives: 1 });
        expect(letter.reason).toMatch(/^delivery failed: /);
        expect(letter.history).toEqual([{ what: 'failed', at: letter.at, reason: letter.reason, receives: 1 }]);

        await redriveAll(queue);
        const again = await dead(queue, idOf(application), 1);
        expect(again.history.map(({ what }) => what)).toEqual(['failed', 'redriven', 'failed']);
        expect(again.event_id).toBe(letter.event_id);
      } finally {
        await nursery.start();
      }
    });
    await redriveAll(queue);
    await everywhere(application, STATUS.requested, 1);
    await eventually(async () => expect(await queueDepth(placeOf(queue).url)).toBe(0));
  });

  test('that SQS itself moved says that its reason is not known, and is redriven like any other', async () => {
    const application = anApplication();
    const event = anEvent({ application, request_id: idOf(application) });
    await sendToQueue(placeOf(queue).url, JSON.stringify(event));
    const letter = await dead(queue, idOf(application));
    expect(letter).toMatchObject({ event_id: event.event_id, receives: null, redriven: 0 });
    expect(letter.reason).toMatch(/crashed or timed out/);
    await redriveAll(queue);
    await eventually(async () => expect((await staff.look(application)).json).toMatchObject({ status: 1, version: 1 }));
  });

  test('is only looked at by a look: it stays, and can be received at once', async () => {
    const application = anApplication();
    await sendToQueue(placeOf(queue).url, JSON.stringify(anEvent({ application, request_id: idOf(application) })));
    await dead(queue, idOf(application));
    const [first, second] = [await inspectOne(queue), await inspectOne(queue)];
    expect(second.messages).toEqual(first.messages);
    expect(second).toMatchObject({ count: first.messages.length });
    expect(JSON.stringify(second)).not.toContain(application.parent_name);
    await redriveAll(queue);
    await eventually(async () => expect((await staff.look(application)).status).toBe(200));
  });
});

describe('commands of one application that the judge could not judge', () => {
  const queue = 'IntegrateEventQueue-dlq.fifo';

  test('keep their order and their identity through dead letters and redrive', async () => {
    const application = anApplication();
    const seed = { body: JSON.stringify(application), group: idOf(application) };
    await withVariables('SQSToDynamoDB', { ...AT_ONCE, TABLE_NAME: 'NoSuchTable' }, async () => {
      const messageId = await sendCommand({ ...seed, status: 'Request', dedup: uuidv7() });
      await sendCommand({ ...seed, status: 'Cancel', dedup: uuidv7() });
      const request = await dead(queue, idOf(application));
      expect(request).toMatchObject({ event_id: messageId, type: 'Request', receives: 1 });
      expect(request.reason).toMatch(/ResourceNotFound/);
      await eventually(async () => expect(await queueDepth(placeOf(queue).url)).toBe(2));
    });
    await redriveAll(queue);
    await everywhere(application, STATUS.cancelled, 2);
    await eventually(async () => expect(await queueDepth(placeOf(queue).url)).toBe(0));
  });
});

describe('poison is parked with its reason, counted, and holds up nobody', () => {
  const parked = (match: (letter: DeadLetter) => boolean): Promise<DeadLetter> =>
    eventually(async () => {
      const letter = (await inspectOne('ParkedQueue')).messages.find(match);
      expect(letter).toBeDefined();
      return letter!;
    });
  const counted = (name: string) =>
    eventually(async () => {
      await runWithNothing(name);
      expect((await lambdaLog(theStack(), name)).join('\n')).toContain('"ParkedRecords"');
    });

  test('a message that is no command, in the group of a good one', async () => {
    const application = anApplication();
    const group = idOf(application);
    await sendCommand({ body: '{"child_name": ', group, dedup: uuidv7() });
    await sendCommand({
      body: JSON.stringify({ ...application, child_birthday: '20240230' }),
      status: 'Request',
      group,
      dedup: uuidv7(),
    });
    await sendCommand({ body: JSON.stringify(application), status: 'Request', group, dedup: uuidv7() });
    await everywhere(application, STATUS.requested, 1);
    const letter = await parked(({ request_id }) => request_id === group);
    expect(letter).toMatchObject({
      reason: 'child_birthday: custom',
      type: 'Request',
      source: 'IntegrateEventQueue.fifo',
    });
    await parked(({ reason }) => reason === 'body is not JSON');
    await counted('SQSToDynamoDB');
  });

  test('a message that is no judged event, in the queues of deliveries and mails', async () => {
    const { queue_urls } = theStack().outputs;
    for (const name of [...Object.values(DELIVERY_QUEUES), MAIL_QUEUE]) {
      await sendToQueue(queue_urls[name]!, JSON.stringify({ event_id: uuidv7(), poison: name }));
      const letter = await parked(({ source }) => source === name);
      expect(letter.reason).toMatch(/^not a judged event: /);
    }
    await counted('SQSToNursery');
  });

  test('an event of the table that is none, beside a good one', async () => {
    const [bad, good] = [anApplication(), anApplication()];
    const event_id = uuidv7();
    await putItem({ request_id: idOf(bad), sk: `EVENT#${event_id}`, parent_address: 'a'.repeat(300_000) });
    await parents.request(good);
    await everywhere(good, STATUS.requested, 1);
    const letter = await parked(({ request_id }) => request_id === idOf(bad));
    expect(letter).toMatchObject({ event_id, redriven: 0 });
    expect(letter.reason).toMatch(/^not a judged event: /);
    await counted('DynamoDBToEventBridge');
  });

  test('a parked message goes back when it is redriven by name, with its attributes, and is parked again', async () => {
    const application = anApplication({ child_birthday: '20240231' });
    const group = idOf(application);
    await sendCommand({ body: JSON.stringify(application), status: 'Cancel', group, dedup: uuidv7() });
    await parked(({ request_id }) => request_id === group);
    const results = await redriveAll('ParkedQueue');
    expect(results).toContainEqual(expect.objectContaining({ request_id: group, to: 'IntegrateEventQueue.fifo' }));
    const again = await parked(({ request_id, redriven }) => request_id === group && redriven === 1);
    expect(again).toMatchObject({ type: 'Cancel', reason: 'child_birthday: custom' });
    // A record of the stream has no queue to go back to.
    for (const { stays } of results.filter(({ to }) => to === undefined)) expect(stays).toMatch(/make reconcile|again/);
  });
});
