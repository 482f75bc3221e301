import { forEachAtOnce } from '@enterwait/command-line/processes';
import { STATUS } from '@enterwait/domain/protocol';
import { parents } from '../../support/commands/api.ts';
import { anAddress, anApplication, idOf } from '../../support/commands/samples.ts';
import { mailsArrived } from '../../support/scenarios/outcome.ts';
import { eventsOf } from '../../support/stack/aws.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { sized } from '../../support/stack/sized.ts';

const COUNT = sized(300);
const AT_ONCE = 20;

test(`${COUNT} applications at ${AT_ONCE} at a time all arrive, each once`, async () => {
  const parent_email = anAddress();
  const applications = Array.from({ length: COUNT }, () => anApplication({ parent_email, nursery_id: 'N00002' }));
  await forEachAtOnce(applications, AT_ONCE, async (application) => {
    expect((await parents.request(application)).status).toBe(202);
  });
  const marks = applications.map(() => '?').join(', ');
  const arrived = (system: 'enterwait' | 'nursery') =>
    rowsOf(
      system,
      `SELECT request_id FROM request WHERE status = ${STATUS.requested} AND version = 1 AND request_id IN (${marks})`,
      applications.map(idOf),
    );
  await eventually(
    async () =>
      expect([(await arrived('enterwait')).length, (await arrived('nursery')).length]).toEqual([COUNT, COUNT]),
    300_000,
  );
  await mailsArrived(parent_email, COUNT);
  for (const application of applications.slice(0, 20)) expect(await eventsOf(idOf(application))).toHaveLength(1);
});
