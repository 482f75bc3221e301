import type { Application } from '@enterwait/domain/application';
import { STATUS, toCommandMessage } from '@enterwait/domain/protocol';
import type { Difference } from '@enterwait/operations/reconcile';
import { runReconcile } from '@enterwait/operations/reconcile';
import type { Target } from '@enterwait/operations/target';
import { v7 as uuidv7 } from 'uuid';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { parents, staff } from '../../support/commands/api.ts';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { databaseOf, rowsOf } from '../../support/stack/databases.ts';
import { runNightly } from '../../support/stack/nightly.ts';
import { sized } from '../../support/stack/sized.ts';
import { theStack } from '../../support/stack/stack.ts';

let target: Target;
beforeAll(() => {
  target = targetOfStack(theStack());
});
afterAll(() => target.close());

type System = 'enterwait' | 'nursery';
const QUICK = { settleMs: 1000, patienceMs: 30_000 };
const compare = () => runReconcile(target, QUICK);
const byHand = async (system: System, sql: string, ...values: (string | number)[]): Promise<void> => {
  await databaseOf(system).execute(sql, values);
};

/** The differences of these applications alone, because other tests leave some of their own; with little patience. */
const about = (differences: readonly Difference[], ...applications: Application[]): string[] => {
  const ids = applications.map(idOf);
  return differences
    .filter(({ request_id }) => ids.includes(request_id))
    .map(({ system, kind, request_id, fields }) =>
      [applications[ids.indexOf(request_id)]!.user_id, system, kind, ...(fields ?? [])].join(' '),
    )
    .sort();
};

async function requested(): Promise<Application> {
  const application = anApplication();
  await parents.request(application);
  await everywhere(application, STATUS.requested, 1);
  return application;
}
async function accepted(): Promise<Application> {
  const application = await requested();
  await staff.accept(application);
  await everywhere(application, STATUS.accepted, 2);
  return application;
}

test('what the databases hold wrongly, lack or have too much of is found, and repaired by delivering it again', async () => {
  const [changed, deleted, unenrolled, lost] = await Promise.all([accepted(), accepted(), accepted(), accepted()]);
  const [behind, enrolledByHand, restatused] = await Promise.all([requested(), requested(), requested()]);
  const [rescored, unexpected, renoted, mistaken] = await Promise.all([
    requested(),
    requested(),
    accepted(),
    accepted(),
  ]);
  const name = ({ user_id }: Application, ...rest: string[]) => [user_id, ...rest].join(' ');

  await byHand('enterwait', 'UPDATE request SET parent_name = ? WHERE request_id = ?', '홍길동', idOf(changed));
  await byHand(
    'nursery',
    'UPDATE request SET parent_tel = ?, user_id = ? WHERE request_id = ?',
    '02-1',
    'x',
    idOf(changed),
  );
  await byHand('enterwait', 'DELETE FROM request WHERE request_id = ?', idOf(deleted));
  await byHand('nursery', 'DELETE FROM request WHERE request_id = ?', idOf(deleted));
  await byHand('nursery', 'DELETE FROM nursery_child WHERE request_id = ?', idOf(unenrolled));
  // Due in an hour: otherwise the relay itself would ask again what has no answer.
  await byHand(
    'nursery',
    "UPDATE command SET outcome = NULL, asked_at = UTC_TIMESTAMP(3) + INTERVAL 1 HOUR WHERE request_id = ? AND type = 'Accept'",
    idOf(lost),
  );
  await byHand('enterwait', 'UPDATE request SET status = NULL, version = 0 WHERE request_id = ?', idOf(behind));
  await byHand('nursery', 'UPDATE request SET status = NULL, version = 0 WHERE request_id = ?', idOf(behind));
  await byHand(
    'nursery',
    `INSERT INTO nursery_child (request_id, nursery_id, child_id, child_name, child_birthday, enrolled_at)
     VALUES (?, 'N00001', ?, '김하늘', '20240315', NOW(3))`,
    idOf(enrolledByHand),
    enrolledByHand.child_id,
  );
  await byHand('enterwait', 'UPDATE request SET status = 88 WHERE request_id = ?', idOf(restatused));

  await byHand(
    'nursery',
    "UPDATE request SET round = 7, points = 999, priority_items = '[]', requested_at = '2020-01-01' WHERE request_id = ?",
    idOf(rescored),
  );
  await byHand('enterwait', 'UPDATE request SET expected = 99 WHERE request_id = ?', idOf(unexpected));
  await byHand(
    'enterwait',
    "UPDATE command SET note = '홍길동' WHERE request_id = ? AND type = 'Accept'",
    idOf(renoted),
  );
  await byHand(
    'nursery',
    "UPDATE command SET outcome = 'refused', reason = 'already-accepted' WHERE request_id = ? AND type = 'Accept'",
    idOf(renoted),
  );
  await byHand('nursery', "DELETE FROM command WHERE request_id = ? AND type = 'Request'", idOf(rescored));
  await byHand('nursery', "UPDATE nursery_child SET nursery_id = 'X99999' WHERE request_id = ?", idOf(mistaken));

  const mine = [
    changed,
    deleted,
    unenrolled,
    lost,
    behind,
    enrolledByHand,
    restatused,
    rescored,
    unexpected,
    renoted,
    mistaken,
  ];
  // Small pages are expensive where other tests have left thousands of applications, so this is done once.
  const run = await runReconcile(target, { ...QUICK, repair: 'yes', pageSize: 40 });
  expect(about(run.found.differences, ...mine)).toEqual(
    [
      name(changed, 'enterwait', 'row-differs', 'parent_name'),
      name(changed, 'nursery', 'row-differs', 'user_id', 'parent_tel'),
      name(deleted, 'enterwait', 'row-missing'),
      name(deleted, 'nursery', 'row-missing'),
      // Its child is enrolled without a row.
      name(deleted, 'nursery', 'child-extra'),
      name(unenrolled, 'nursery', 'child-missing'),
      name(lost, 'nursery', 'outcome-lost'),
      name(behind, 'enterwait', 'row-behind'),
      name(behind, 'nursery', 'row-behind'),
      name(enrolledByHand, 'nursery', 'child-extra'),
      name(restatused, 'enterwait', 'row-differs', 'status'),
      name(restatused, 'enterwait', 'expected-differs'),
      name(rescored, 'nursery', 'row-differs', 'round', 'points', 'requested_at'),
      name(rescored, 'nursery', 'history-missing'),
      name(unexpected, 'enterwait', 'expected-differs'),
      name(renoted, 'enterwait', 'outcome-differs', 'note'),
      name(renoted, 'nursery', 'outcome-differs', 'outcome', 'reason'),
      name(mistaken, 'nursery', 'child-differs', 'nursery_id'),
    ].sort(),
  );
  expect(about(run.repaired!.plan.left, ...mine)).toEqual([]);
  expect(about(run.repaired!.after.differences, ...mine)).toEqual([]);
  for (const application of [changed, deleted, unenrolled, lost, renoted, mistaken])
    await everywhere(application, STATUS.accepted, 2);
  for (const application of [behind, enrolledByHand, restatused, rescored, unexpected])
    await everywhere(application, STATUS.requested, 1);
  expect(await rowsOf('nursery', 'SELECT parent_tel FROM request WHERE request_id = ?', [idOf(changed)])).toEqual([
    { parent_tel: changed.parent_tel },
  ]);
  expect(JSON.stringify(run)).not.toMatch(/김하늘|홍길동|세종대로|@email/);
  expect(about((await compare()).found.differences, ...mine)).toEqual([]);
});

test('what only a person can decide is told and left alone', async () => {
  const [ahead, stranger] = [await requested(), anApplication()];
  await byHand('nursery', 'UPDATE request SET version = 7 WHERE request_id = ?', idOf(ahead));
  const eventId = uuidv7();
  await byHand(
    'enterwait',
    `INSERT INTO command (event_id, request_id, type, origin, asked_at)
     VALUES (?, ?, 'Request', 'enterwait', NOW(3) - INTERVAL 1 HOUR)`,
    eventId,
    idOf(stranger),
  );
  try {
    const run = await runReconcile(target, { ...QUICK, repair: 'yes' });
    expect(about(run.found.differences, ahead, stranger)).toEqual(
      [`${ahead.user_id} nursery row-ahead`, `${stranger.user_id} enterwait command-lost`].sort(),
    );
    expect(about(run.repaired!.plan.left, ahead, stranger)).toHaveLength(2);
    expect(about(run.repaired!.after.differences, ahead, stranger)).toHaveLength(2);
  } finally {
    await byHand('enterwait', 'DELETE FROM command WHERE event_id = ?', eventId);
  }
  const forced = await runReconcile(target, { ...QUICK, repair: 'force' });
  expect(about(forced.repaired!.after.differences, ahead, stranger)).toEqual([]);
  await everywhere(ahead, STATUS.requested, 1);
});

/**
 * A system's command whose message is gone. It is due in an hour, so that the relay, which looks for such commands itself once a
 * minute, leaves it to reconcile. For `repairWhatIsLost` it is as old as any.
 */
async function loseMessage(system: System, application: Application, type: string, inOutbox: boolean): Promise<void> {
  const eventId = uuidv7();
  const command = {
    event_id: eventId,
    request_id: idOf(application),
    type: type as 'Request',
    origin: system,
    occurred_at: new Date().toISOString(),
    application,
  };
  if (inOutbox) {
    await byHand(
      system,
      `INSERT INTO outbox (event_id, request_id, type, body, created_at, next_attempt_at, attempts, sent_at) VALUES (?, ?, ?, ?,
         UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 DAY, 1, UTC_TIMESTAMP(3))`,
      eventId,
      command.request_id,
      type,
      toCommandMessage(command),
    );
  }
  await byHand(
    system,
    `INSERT INTO command (event_id, request_id, type, origin, asked_at, round)
     VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, ${system === 'nursery' ? '1' : 'NULL'})`,
    eventId,
    command.request_id,
    type,
    system,
  );
}
const repairWhatIsLost = () => runReconcile(target, { ...QUICK, repair: 'yes', lostAfterMs: -2 * 3_600_000 });

async function requestWithoutMessage(inOutbox: boolean): Promise<Application> {
  const application = anApplication();
  const columns = Object.keys(application);
  await byHand(
    'enterwait',
    `INSERT INTO request (request_id, ${columns.join(', ')}, version, expected, expected_version, created_at, updated_at)
     VALUES (?, ${columns.map(() => '?').join(', ')}, 0, 1, 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    idOf(application),
    ...Object.values(application),
  );
  await loseMessage('enterwait', application, 'Request', inOutbox);
  return application;
}

async function acceptWithoutMessage(inOutbox: boolean): Promise<Application> {
  const application = await requested();
  await byHand(
    'nursery',
    'UPDATE request SET expected = 2, expected_version = 1 WHERE request_id = ?',
    idOf(application),
  );
  await byHand(
    'nursery',
    'INSERT INTO nursery_child (request_id, nursery_id, child_id, enrolled_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))',
    idOf(application),
    application.nursery_id,
    application.child_id,
  );
  await loseMessage('nursery', application, 'Accept', inOutbox);
  return application;
}

test('a Request and an Accept whose messages are gone for ever are asked again at once, and judged', async () => {
  const accepts = [await acceptWithoutMessage(false), await acceptWithoutMessage(true)];
  const requests = [await requestWithoutMessage(false), await requestWithoutMessage(true)];
  const run = await repairWhatIsLost();
  expect(about(run.found.differences, ...requests, ...accepts)).toEqual(
    [
      `${requests[0]!.user_id} enterwait command-lost`,
      `${requests[1]!.user_id} enterwait command-unanswered`,
      `${accepts[0]!.user_id} nursery command-lost`,
      `${accepts[1]!.user_id} nursery command-unanswered`,
    ].sort(),
  );
  expect(about(run.repaired!.after.differences, ...requests, ...accepts)).toEqual([]);
  for (const application of requests) await everywhere(application, STATUS.requested, 1);
  for (const application of accepts) await everywhere(application, STATUS.accepted, 2);
  expect(await rowsOf('enterwait', 'SELECT 1 FROM outbox WHERE request_id = ?', [idOf(requests[1]!)])).toEqual([]);
});

test('what is under way is no difference', async () => {
  const applications = Array.from({ length: sized(150) }, () => anApplication());
  const asking = Promise.all(applications.map((application) => parents.request(application)));
  const runs = await Promise.all([compare(), asking.then(compare)]);
  for (const { found } of runs) expect(about(found.differences, ...applications)).toEqual([]);
  await asking;
  for (const application of applications) await everywhere(application, STATUS.requested, 1);
});

test('the command of the night compares, repairs nothing, and counts in its last line', async () => {
  const application = await accepted();
  await byHand('nursery', 'DELETE FROM nursery_child WHERE request_id = ?', idOf(application));
  const { code, line, output } = await runNightly('reconcile');
  expect([code, line]).toEqual([0, expect.objectContaining({ service: 'reconcile', msg: 'reconciled' })]);
  expect(line.reconcileDifferences).toBeGreaterThan(0);
  expect(output).not.toMatch(/김하늘|홍길동|세종대로|@email/);
  const { found } = await runReconcile(target, { ...QUICK, repair: 'yes' });
  expect(about(found.differences, application)).toEqual([`${application.user_id} nursery child-missing`]);
});
