import { type Application, addressKeyOf } from '@enterwait/domain/application';
import { type JudgedEvent, SERVICES, STATUS, SYSTEMS, toCommandMessage } from '@enterwait/domain/protocol';
import { aBounce } from '@enterwait/lambda/testing';
import { readNeeds } from '../../../scripts/delivery/policies/check.ts';
import { pollingOf } from '../../../scripts/delivery/policies/platform.ts';
import {
  asOperator,
  call,
  enterPerson,
  operators,
  parents,
  post,
  postForm,
  staff,
  urlOf,
} from '../../support/commands/api.ts';
import { NO_SUCH, neededSoFar, unlisted } from '../../support/commands/calls.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { anEvent } from '../../support/commands/signed-call.ts';
import { sourcesOfFunctions, withVariables } from '../../support/faults/functions.ts';
import { signUpUnverified, verifyAddress } from '../../support/people/signing-up.ts';
import { Visitor } from '../../support/people/visitor.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import {
  allEventsOf,
  deadLetterCounts,
  putItem,
  queueDepth,
  sendCommand,
  sendMailFeedback,
  sendToQueue,
  stateOf,
} from '../../support/stack/aws.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { runNightly } from '../../support/stack/nightly.ts';
import { theStack } from '../../support/stack/stack.ts';

/*
 * Drives every service, nightly command and function through all of its AWS calls, and compares these with
 * scripts/delivery/policies/needs.json. `make test ONLY=policies` compares that list with the roles.
 */

/** Waits until a right has been used. */
const needed = (who: string, need: string): Promise<void> =>
  eventually(() => expect(neededSoFar()[who]).toContain(need));

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';
/** The first failure is the last. */
const AT_ONCE = { MAX_RECEIVE_COUNT: '1' };

/** How each function that reads a queue is made to fail, and a message on which it then fails. */
const FAILING = {
  SQSToDynamoDB: {
    queue: 'IntegrateEventQueue.fifo',
    variables: { TABLE_NAME: `${NO_SUCH}Table` },
    send: () => {
      const application = anApplication();
      return sendCommand({
        body: JSON.stringify(application),
        status: 'Request',
        group: idOf(application),
        dedup: idOf(application),
      });
    },
  },
  SQSToNursery: {
    queue: 'EventToNurseryQueue',
    variables: { REQUEST_URL: NOWHERE },
    send: () => sendEvent('EventToNurseryQueue', anEvent()),
  },
  SQSToEnterwait: {
    queue: 'EventToEnterwaitQueue',
    variables: { ACCEPT_URL: NOWHERE },
    // The parents' system accepts a repeat of an Accept that it knows.
    send: async () => sendEvent('EventToEnterwaitQueue', await anAccept()),
  },
  SendEmail: {
    queue: 'SendEmailQueue',
    variables: { AWS_ENDPOINT_URL_SES: NOWHERE },
    send: () => sendEvent('SendEmailQueue', anEvent()),
  },
  MailFeedback: {
    queue: 'MailFeedbackQueue',
    variables: { ENTERWAIT_MAIL_ADDRESS_URL: NOWHERE },
    send: () => sendMailFeedback(aBounce(anAddress(), { at: now() })),
  },
} as const;

const now = (): string => new Date().toISOString();

async function sendEvent(queue: string, event: JudgedEvent | undefined): Promise<void> {
  await sendToQueue(theStack().outputs.queue_urls[queue] ?? '', JSON.stringify(event));
}

let accepted: Application | undefined;

const anAccept = async (): Promise<JudgedEvent | undefined> =>
  (await allEventsOf(idOf(accepted ?? anApplication()))).find(({ type }) => type === 'Accept');

const deadLettersOf = (queue: string): string =>
  queue.endsWith('.fifo') ? queue.replace('.fifo', '-dlq.fifo') : `${queue}-dlq`;

test('commands of all kinds, from all three systems', async () => {
  const [taken, rejected, cancelled, byOperator] = [anApplication(), anApplication(), anApplication(), anApplication()];
  accepted = taken;
  for (const application of [taken, rejected, cancelled, byOperator]) {
    expect((await parents.request(application)).status).toBe(202);
    await everywhere(application, STATUS.requested, 1);
  }
  await staff.accept(taken);
  await staff.reject(rejected);
  await parents.cancel(cancelled);
  await operators.cancel(byOperator);
  await everywhere(taken, STATUS.accepted, 2);
  await everywhere(rejected, STATUS.rejected, 2);
  await everywhere(cancelled, STATUS.cancelled, 2);
  await everywhere(byOperator, STATUS.cancelled, 2);
});

test('a command that is refused, one that is told again, and an application of an earlier release', async () => {
  const application = anApplication();
  const [group, body] = [idOf(application), JSON.stringify(application)];
  await sendCommand({ body, status: 'Accept', group, dedup: `${group}-accept` });
  await needed('SQSToDynamoDB', 'dynamodb:ConditionCheckItem EnterwaitApplications');

  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  const state = await stateOf(group);
  const [{ event_id, request_id, type, origin, occurred_at }] = (await allEventsOf(group)) as [JudgedEvent];
  const again = toCommandMessage({ event_id, request_id, type, origin, occurred_at, application });
  await withVariables('SQSToDynamoDB', { RETELL_AFTER_SECONDS: '0' }, async () => {
    await sendCommand({ body: again, status: 'Request', group, dedup: `${group}-again` });
    await needed('SQSToDynamoDB', 'dynamodb:GetItem EnterwaitApplications');
    await needed('SQSToDynamoDB', 'events:PutEvents IntegrateEventBus events:source=enterwait.judge');
  });

  const { round: _round, ...ofBefore } = state ?? {};
  await putItem(ofBefore);
  await parents.cancel(application);
  await everywhere(application, STATUS.cancelled, 2);
});

test('mails about accounts, of all three systems', async () => {
  const email = anAddress();
  await signUpUnverified({ name: '새부모', email, password: 'a long enough password' });
  await mailsArrived(email, 1);
  const { staff: daycare, operator } = theStack().demo;
  await postForm(`${urlOf('nursery')}/forgot`, { email: daycare.email });
  await postForm(`${urlOf('management')}/forgot`, { email: operator.email });
  for (const service of SERVICES) await needed(service, 'sqs:SendMessage SendEmailQueue');
});

test('a mail that comes once more is known by its claim', async () => {
  await sendEvent('SendEmailQueue', await anAccept());
  await eventually(async () => expect(await queueDepth(theStack().outputs.queue_urls.SendEmailQueue ?? '')).toBe(0));
});

test('addresses from which mails came back, proved anew by a parent and by staff', async () => {
  const password = 'a long enough password';
  const [parent, teacher] = [anAddress(), anAddress()];
  await signUpUnverified({ name: '새부모', email: parent, password });
  await enterPerson('nursery', { email: teacher, name: '이교사', role: 'staff', nursery_id: 'N00001', password });
  const visitor = await Visitor.signedIn('nursery', teacher, password);
  for (const [system, email] of [
    ['enterwait', parent],
    ['nursery', teacher],
  ] as const) {
    await sendMailFeedback(aBounce(email, { at: now() }));
    const marked = 'SELECT 1 FROM mail_address WHERE address_key = ? AND returned_at IS NOT NULL';
    await eventually(async () => expect(await rowsOf(system, marked, [addressKeyOf(email)])).toHaveLength(1));
  }
  await visitor.submit(await visitor.open('/account'), '/verify/again');
  await verifyAddress(parent);
  await verifyAddress(teacher, 'nursery');
  for (const service of SYSTEMS) await needed(service, 'sqs:SendMessage MailFeedbackQueue');
});

test('what can never succeed is parked by each function', async () => {
  const { queue_urls } = theStack().outputs;
  const parked = async () => (await deadLetterCounts()).ParkedQueue ?? 0;
  const before = await parked();
  for (const [queue, url] of Object.entries(queue_urls))
    if (queue !== 'IntegrateEventQueue') await sendToQueue(url, JSON.stringify({ poison: queue }));
  await sendCommand({ body: '{"child_name": ', group: 'poison', dedup: `poison-${idOf(anApplication())}` });
  await putItem({ request_id: idOf(anApplication()), sk: `EVENT#poison-${idOf(anApplication())}` });
  for (const name of theStack().outputs.function_names) await needed(name, 'sqs:SendMessage ParkedQueue');
  await eventually(async () => expect(await parked()).toBeGreaterThanOrEqual(before + Object.keys(queue_urls).length));
});

async function failAndBury(
  name: string,
  { queue, variables, send }: (typeof FAILING)[keyof typeof FAILING],
): Promise<void> {
  await withVariables(name, { ...variables }, async () => {
    await send();
    await needed(name, `sqs:ChangeMessageVisibility ${queue}`);
  });
  const lettersOf = async () => (await deadLetterCounts())[queue.replace('.fifo', '')] ?? 0;
  const before = await lettersOf();
  await withVariables(name, { ...variables, ...AT_ONCE }, async () => {
    await send();
    // Other files have dead letters as well: this waits for this file's own.
    await eventually(async () => expect(await lettersOf()).toBeGreaterThan(before));
    await needed(name, `sqs:SendMessage ${deadLettersOf(queue)}`);
  });
}

test('every function that reads a queue hides what failed, and buries it at last', async () => {
  // In parallel: each waits for its own queue, and for its own restart.
  await Promise.all(Object.entries(FAILING).map(([name, failing]) => failAndBury(name, failing)));
});

test('at night a family that left is erased, though an application is still open, and the systems are compared', async () => {
  // Other letters contain the address of the samples.
  const application = anApplication({ parent_email: anAddress() });
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  const family =
    'INSERT INTO family (user_id, leaving_at) VALUES (?, NOW(3)) ON DUPLICATE KEY UPDATE leaving_at = NOW(3)';
  await databaseOf('enterwait').execute(family, [application.user_id]);
  await eventually(async () => {
    await runNightly('leavers');
    const left = 'SELECT 1 FROM request WHERE user_id = ?';
    expect(await rowsOf('enterwait', left, [application.user_id])).toEqual([]);
  });
  await needed('MailFeedback', 'dynamodb:DeleteItem EnterwaitMailAddresses');
  await runNightly('reconcile');
});

test('an operator searches, looks at one application, and puts every dead letter back', async () => {
  // Names that nobody else has: a page that the first index fills does not query a second one.
  const application = anApplication({ child_name: '권리하늘', parent_name: '권리민준' });
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  const url = urlOf('management');
  const headers = asOperator();
  const { nursery_id, child_id, child_name, parent_name, parent_email } = application;
  for (const query of [
    {},
    { status: '1' },
    { nursery_id },
    { text: child_id },
    { text: child_name },
    { text: parent_name },
    { text: parent_email },
  ])
    expect((await call(`${url}/applications?${new URLSearchParams(query)}`, { headers })).status).toBe(200);
  expect((await operators.look(application)).status).toBe(200);
  const { json } = await call(`${url}/dead-letters`, { headers });
  const queues = json.queues as { queue: string; messages: unknown[] }[];
  for (const { queue, messages } of queues) {
    expect([queue, messages.length]).not.toEqual([queue, 0]);
    expect((await post(`${url}/dead-letters/${queue}/redrive`, '', headers)).status).toBe(200);
  }
});

test('nobody calls what is not listed, and all that is listed is called', async () => {
  const { code } = readNeeds();
  const listed = Object.entries(code).flatMap(([who, needs]) => needs.map((need) => `${who} ${need}`));
  const so = neededSoFar();
  expect(unlisted(so)).toEqual([]);
  expect(
    listed.filter((one) => !Object.entries(so).some(([who, needs]) => needs.some((need) => one === `${who} ${need}`))),
  ).toEqual([]);
});

test('what Lambda polls for each function is listed', async () => {
  const sources = await sourcesOfFunctions();
  expect(Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, pollingOf(source)]))).toEqual(
    readNeeds().polling,
  );
});
