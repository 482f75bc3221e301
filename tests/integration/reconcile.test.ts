import { type Application, STATUS } from '@enterwait/domain';
import { v7 as uuidv7 } from 'uuid';
import type { Difference } from '../../scripts/lib/reconcile/compare.ts';
import { runReconcile } from '../../scripts/lib/reconcile/run.ts';
import { type Target, targetOfStack } from '../../scripts/lib/target.ts';
import { parents, staff } from '../support/api.ts';
import { databaseOf, rowsOf } from '../support/databases.ts';
import { everywhere } from '../support/outcome.ts';
import { anApplication, idOf } from '../support/samples.ts';
import { theStack } from '../support/stack.ts';

let target: Target;
beforeAll(() => {
  target = targetOfStack(theStack());
});
afterAll(() => target.close());

type System = 'enterwait' | 'nursery';
const QUICK = { settleMs: 1000, patienceMs: 30_000, pageSize: 7 };
const compare = () => runReconcile(target, QUICK);
const repair = () => runReconcile(target, { ...QUICK, repair: 'yes' });
const byHand = async (system: System, sql: string, ...values: (string | number)[]): Promise<void> => {
  await databaseOf(system).execute(sql, values);
};

/** The differences about these applications alone, for other tests leave some of their own; shortly. */
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
  await byHand('nursery', 'UPDATE command SET outcome = NULL WHERE request_id = ? AND type = ?', idOf(lost), 'Accept');
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

  const mine = [changed, deleted, unenrolled, lost, behind, enrolledByHand, restatused];
  const run = await repair();
  expect(about(run.found.differences, ...mine)).toEqual(
    [
      name(changed, 'enterwait', 'row-differs', 'parent_name'),
      name(changed, 'nursery', 'row-differs', 'user_id', 'parent_tel'),
      name(deleted, 'enterwait', 'row-missing'),
      name(deleted, 'nursery', 'row-missing'),
      // Its child stands without a row.
      name(deleted, 'nursery', 'child-extra'),
      name(unenrolled, 'nursery', 'child-missing'),
      name(lost, 'nursery', 'outcome-lost'),
      name(behind, 'enterwait', 'row-behind'),
      name(behind, 'nursery', 'row-behind'),
      name(enrolledByHand, 'nursery', 'child-extra'),
      name(restatused, 'enterwait', 'row-differs', 'status'),
    ].sort(),
  );
  expect(about(run.repaired!.plan.left, ...mine)).toEqual([]);
  expect(about(run.repaired!.after.differences, ...mine)).toEqual([]);
  for (const application of [changed, deleted, unenrolled, lost]) await everywhere(application, STATUS.accepted, 2);
  for (const application of [behind, enrolledByHand, restatused]) await everywhere(application, STATUS.requested, 1);
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
    const run = await repair();
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

test('what is under way is no difference', async () => {
  const applications = Array.from({ length: 150 }, () => anApplication());
  const asking = Promise.all(applications.map((application) => parents.request(application)));
  const runs = await Promise.all([compare(), asking.then(compare)]);
  for (const { found } of runs) expect(about(found.differences, ...applications)).toEqual([]);
  await asking;
  for (const application of applications) await everywhere(application, STATUS.requested, 1);
});
