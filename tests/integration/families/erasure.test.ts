import { randomInt } from 'node:crypto';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Application, ERASED } from '@enterwait/domain/application';
import { DELIVERY_QUEUES, SERVICES, STATUS, SYSTEMS, toCommandMessage } from '@enterwait/domain/protocol';
import { type EraseOptions, openEraseTable, runErase } from '@enterwait/operations/erase';
import { deadLetterQueuesOf, receive, release } from '@enterwait/operations/queues';
import { runReconcile } from '@enterwait/operations/reconcile';
import type { Target } from '@enterwait/operations/target';
import type { RowDataPacket } from 'mysql2/promise';
import { v7 as uuidv7 } from 'uuid';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { operators, parents, post, postForm, signIn, staff, urlOf } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { anEvent } from '../../support/commands/signed-call.ts';
import { registerChild } from '../../support/people/registered.ts';
import { signUpUnverified, tokenMailed } from '../../support/people/signing-up.ts';
import { everywhere, mailsArrived } from '../../support/scenarios/outcome.ts';
import { sendToQueue } from '../../support/stack/aws.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { logsSoFar } from '../../support/stack/logs.ts';
import { theStack } from '../../support/stack/stack.ts';

let target: Target;
beforeAll(() => {
  target = targetOfStack(theStack());
});
afterAll(() => target.close());

const run = String(randomInt(10 ** 6)).padStart(6, '0');
const hangul = [...run].map((digit) => '가나다라마바사아자차'[Number(digit)]).join('');
const PASSWORD = `correct horse ${run}`;

/** Words that appear nowhere else, so that finding none of them means something. */
const aFamily = (tag: string) => ({
  child_name: `파기하늘${tag}${hangul}`,
  parent_name: `파기민준${tag}${hangul}`,
  parent_tel: `010-${run.slice(0, 4)}-88${run.slice(4)}`,
  parent_address: `파기시 파기로 ${tag}${hangul}`,
  parent_email: `erase-${tag}-${run}@families.example.com`,
  child_birthday: '20240229',
});
const NOTE = `사유${hangul}`;

const erase = (scope: EraseOptions['scope'], wishes: Partial<EraseOptions> = {}) =>
  runErase(target, { scope, dryRun: false, withdraw: false, patienceMs: 90_000, ...wishes });

/** Every place that contains one of the words: every text column of every table, the table, dead letters, mails, logs. */
async function whereabouts(words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const look = (place: string, text: string) => {
    for (const word of words) if (text.includes(word)) found.push(`${place}: ${word}`);
  };
  for (const system of SERVICES) {
    const columns = await rowsOf<{ t: string; c: string }>(
      system,
      `SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.columns
       WHERE TABLE_SCHEMA = DATABASE() AND DATA_TYPE IN ('char', 'varchar', 'text', 'tinytext', 'mediumtext', 'longtext', 'json')`,
    );
    expect(columns.length).toBeGreaterThan(5);
    for (const { t, c } of columns) {
      // One scan of a column for all words.
      const [[row]] = await databaseOf(system).query<RowDataPacket[]>(
        `SELECT ${words.map((_, index) => `MAX(CONVERT(\`${c}\` USING utf8mb4) LIKE ?) AS w${index}`).join(', ')} FROM \`${t}\``,
        words.map((word) => `%${word}%`),
      );
      for (const [index, word] of words.entries())
        if (row?.[`w${index}`] === 1) found.push(`${system}.${t}.${c}: ${word}`);
    }
  }
  for (const TableName of [target.outputs.table_name, target.outputs.mail_claim_table_name]) {
    for (let ExclusiveStartKey: Record<string, unknown> | undefined, more = true; more; more = !!ExclusiveStartKey) {
      const page = await target.documents.send(
        new ScanCommand({ TableName, ConsistentRead: true, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
      );
      look(TableName, JSON.stringify(page.Items));
      ExclusiveStartKey = page.LastEvaluatedKey;
    }
  }
  // All at once: each look waits a second for a message that is not there.
  await Promise.all(
    deadLetterQueuesOf(target.outputs).map(async ({ name, url }) => {
      const letters = await receive(target.sqs, url, 30);
      await release(target.sqs, url, letters);
      look(name, JSON.stringify(letters));
    }),
  );
  look('mails', JSON.stringify(await theStack().mails()));
  for (const log of await logsSoFar()) look(log.name, log.text);
  return [...new Set(found)];
}

const history = async (application: Application) => ({
  commands: await rowsOf(
    'enterwait',
    'SELECT event_id, type, origin, asked_at, outcome, status, version, judged_at FROM command WHERE request_id = ? ORDER BY seq',
    [idOf(application)],
  ),
  row: await rowsOf('nursery', 'SELECT request_id, created_at FROM request WHERE request_id = ?', [idOf(application)]),
});

/** Signs a parent up through the page. */
async function signUp(family: ReturnType<typeof aFamily>): Promise<string> {
  const { parent_email: email, parent_name: name } = family;
  await signUpUnverified({ name, email, password: PASSWORD });
  const [person] = await rowsOf<{ user_id: string }>('enterwait', 'SELECT user_id FROM person WHERE email = ?', [
    email,
  ]);
  return person?.user_id ?? '';
}

test('a family that asks for it is found nowhere any more, and what happened stays', async () => {
  const family = aFamily('a');
  const words = [
    family.child_name,
    family.parent_name,
    family.parent_tel,
    family.parent_address,
    family.parent_email,
    NOTE,
  ];
  const userId = await signUp(family);
  const rejected = anApplication({ ...family, user_id: userId });
  const waiting = { ...rejected, nursery_id: 'N00002' };
  const placed = { ...rejected, nursery_id: 'N00003' };
  await registerChild(rejected);
  for (const application of [rejected, waiting, placed]) {
    const key = { 'idempotency-key': `erase-${run}-${application.nursery_id}` };
    const program = { authorization: `Bearer ${theStack().keys.program}` };
    expect((await post(`${urlOf('enterwait')}/enterwait/request`, application, { ...program, ...key })).status).toBe(
      202,
    );
    await everywhere(application, STATUS.requested, 1);
  }
  const why = { authorization: `Bearer ${theStack().keys.program}`, 'enterwait-note': encodeURIComponent(NOTE) };
  await post(`${urlOf('nursery')}/request/reject`, rejected, why);
  await everywhere(rejected, STATUS.rejected, 2);
  await staff.accept(placed);
  await everywhere(placed, STATUS.accepted, 2);
  await mailsArrived(family.parent_email, 6);
  const before = await history(rejected);
  expect((await whereabouts(words)).length).toBeGreaterThan(20);

  // A child keeps its place unless told otherwise; a dry run changes nothing.
  const scope = { kind: 'user', userId } as const;
  await expect(erase(scope)).rejects.toMatchObject({
    code: 'HAS_PLACE',
    advice: expect.stringContaining(`make erase USER=${userId} WITHDRAW=1`),
  });
  expect(await erase(scope, { dryRun: true })).toMatchObject({
    dryRun: true,
    applications: [idOf(rejected), idOf(waiting), idOf(placed)].sort(),
    cancelled: [idOf(waiting), idOf(placed)].sort(),
    places: [idOf(placed)],
    children: 1,
    accounts: 1,
  });
  const cookie = await signIn('enterwait', family.parent_email, PASSWORD);
  // An unconfirmed change of the account's address holds the new address.
  const next = `next-${family.parent_email}`;
  await postForm(`${urlOf('enterwait')}/account/address`, { current: PASSWORD, email: next }, cookie);
  await tokenMailed(next, '/account/address/confirm');
  await mailsArrived(family.parent_email, 7);
  await everywhere(placed, STATUS.accepted, 2);

  const done = await erase(scope, { withdraw: true });
  expect(done).toMatchObject({ cancelled: [idOf(waiting), idOf(placed)].sort(), children: 1, accounts: 1 });
  expect(await whereabouts([...words, userId, next])).toEqual([]);

  // Counts and the anonymous history stay, and the erasure itself is recorded.
  expect(await history(rejected)).toEqual(before);
  await everywhere(rejected, STATUS.rejected, 2);
  await everywhere(waiting, STATUS.cancelled, 2);
  await everywhere(placed, STATUS.cancelled, 3);
  for (const system of SYSTEMS) {
    expect(
      await rowsOf(system, "SELECT request_id FROM audit WHERE action = 'erase' AND trace_id = ? AND request_id = ?", [
        done.traceId,
        idOf(rejected),
      ]),
    ).toHaveLength(1);
  }
  expect((await operators.look(rejected)).status).toBe(200);

  // Both sides agree on the erased form; anyone with access may read it.
  const ids = [rejected, waiting, placed].map(idOf);
  const { found } = await runReconcile(target, { settleMs: 1000, patienceMs: 60_000 });
  expect(found.differences.filter(({ request_id }) => ids.includes(request_id))).toEqual([]);

  // A second run has nothing to do. And the family may come back, with the same child to the same daycare.
  expect(await erase(scope)).toMatchObject({ applications: [], cancelled: [], accounts: 0 });
  const again = { ...rejected, user_id: await signUp(family) };
  expect(again.user_id).not.toBe(userId);
  await registerChild(again);
  expect((await parents.request(again)).status).toBe(202);
  await everywhere(again, STATUS.requested, 3);
  expect((await parents.look(again)).status).toBe(200);
});

test('an event that comes once more brings nothing back, and a message that waits for an operator stands in the way', async () => {
  const family = aFamily('b');
  const application = anApplication(family);
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  await parents.cancel(application);
  await everywhere(application, STATUS.cancelled, 2);
  const scope = { kind: 'child', childId: application.child_id } as const;

  const event = anEvent({ application });
  const dead = target.outputs.dead_letter_queue_urls.EventToNurseryQueue ?? '';
  await sendToQueue(dead, JSON.stringify(event));
  await expect(erase(scope)).rejects.toMatchObject({ code: 'DEAD_LETTERS' });
  const letters = await receive(target.sqs, dead, 30);
  for (const { Body, ReceiptHandle } of letters) {
    if (Body?.includes(application.child_id)) {
      await target.sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }));
    }
  }
  await release(target.sqs, dead, letters);

  expect(await erase(scope)).toMatchObject({ applications: [idOf(application)], cancelled: [] });
  for (const queue of Object.values(DELIVERY_QUEUES)) {
    await sendToQueue(target.outputs.queue_urls[queue] ?? '', JSON.stringify(event));
  }
  await eventually(async () =>
    expect(await rowsOf('nursery', 'SELECT 1 FROM command WHERE event_id = ?', [event.event_id])).toHaveLength(1),
  );
  expect(await whereabouts([family.child_name, family.parent_name, family.parent_email])).toEqual([]);
  const [row] = await rowsOf<{ user_id: string }>('enterwait', 'SELECT user_id FROM request WHERE request_id = ?', [
    idOf(application),
  ]);
  expect(row?.user_id).toBe(ERASED.user_id);
});

test('a command whose message is gone for ever is asked again, and does not keep a family from being erased', async () => {
  const family = aFamily('l');
  const application = anApplication(family);
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  const eventId = uuidv7();
  const command = {
    event_id: eventId,
    request_id: idOf(application),
    type: 'Cancel',
    origin: 'enterwait',
    occurred_at: new Date().toISOString(),
    application,
  } as const;
  const database = databaseOf('enterwait');
  await database.execute('UPDATE request SET expected = 99, expected_version = 1 WHERE request_id = ?', [
    idOf(application),
  ]);
  // As if SQS had accepted the message and lost it: the row is not due for a day.
  await database.execute(
    `INSERT INTO outbox (event_id, request_id, type, body, created_at, next_attempt_at, attempts, sent_at)
     VALUES (?, ?, 'Cancel', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 DAY, 1, UTC_TIMESTAMP(3))`,
    [eventId, idOf(application), toCommandMessage(command)],
  );
  await database.execute(
    "INSERT INTO command (event_id, request_id, type, origin, asked_at) VALUES (?, ?, 'Cancel', 'enterwait', UTC_TIMESTAMP(3))",
    [eventId, idOf(application)],
  );
  const done = await erase({ kind: 'child', childId: application.child_id });
  expect(done.applications).toEqual([idOf(application)]);
  expect(await whereabouts([family.child_name, family.parent_name, family.parent_email])).toEqual([]);
  expect(await rowsOf('enterwait', 'SELECT 1 FROM outbox WHERE request_id = ?', [idOf(application)])).toEqual([]);
});

test('closed applications go by their age, and open ones stay', async () => {
  const [old, young, open] = ['c', 'd', 'e'].map((tag) => anApplication(aFamily(tag))) as [
    Application,
    Application,
    Application,
  ];
  for (const application of [old, young, open]) {
    await parents.request(application);
    await everywhere(application, STATUS.requested, 1);
    if (application === open) continue;
    await parents.cancel(application);
    await everywhere(application, STATUS.cancelled, 2);
  }
  for (const application of [old, open]) {
    for (const system of SYSTEMS) {
      await databaseOf(system).execute('UPDATE request SET updated_at = ? WHERE request_id = ?', [
        '2001-01-01 00:00:00.000',
        idOf(application),
      ]);
    }
  }
  const done = await erase({ kind: 'closed', before: new Date('2002-01-01T00:00:00Z') });
  expect(done.applications).toEqual([idOf(old)]);
  const names = async (application: Application) =>
    (
      await rowsOf<{ child_name: string }>('nursery', 'SELECT child_name FROM request WHERE request_id = ?', [
        idOf(application),
      ])
    )[0]?.child_name;
  expect(await names(old)).toBe(ERASED.child_name);
  expect(await names(young)).toBe(young.child_name);
  expect(await names(open)).toBe(open.child_name);
});

test('one that was stopped in between goes on, and a repair meanwhile brings the erased form', async () => {
  const family = aFamily('f');
  const [one, other] = [anApplication(family), anApplication(family)];
  for (const application of [one, other]) {
    await parents.request(application);
    await parents.cancel(application);
    await everywhere(application, STATUS.cancelled, 2);
  }
  const table = openEraseTable(target.documents, target.outputs.table_name);
  // An application that has moved is left alone.
  expect(await table.erase(idOf(one), 1)).toBe(false);
  for (const application of [one, other]) expect(await table.erase(idOf(application), 2)).toBe(true);

  await runReconcile(target, { settleMs: 1000, patienceMs: 60_000, repair: 'yes' });
  for (const system of SYSTEMS) {
    const rows = await rowsOf<{ child_name: string }>(
      system,
      'SELECT child_name FROM request WHERE request_id IN (?, ?)',
      [idOf(one), idOf(other)],
    );
    expect(rows).toEqual([{ child_name: ERASED.child_name }, { child_name: ERASED.child_name }]);
  }
  expect(await table.erase(idOf(one), 2)).toBe(true);
});
