import { requestIdOf } from '@enterwait/domain/application';
import { judge, NO_STATE } from '@enterwait/domain/protocol';
import { createLedger } from '@enterwait/ledger/commands';
import { createMysqlStore } from '@enterwait/ledger/tables';
import { recordingPool } from '@enterwait/ledger/testing';
import { anApplication } from '../../../tests/support/commands/samples.ts';
import { enrolment } from './enrolment.ts';
import { mysqlEnrolmentTables } from './nursery-child.ts';

test('the first that the nursery hears of an application is one transaction, and locks its row once', async () => {
  const application = anApplication();
  const { pool, statements } = recordingPool();
  const ledger = createLedger({
    store: createMysqlStore(pool, mysqlEnrolmentTables),
    origin: 'nursery',
    onExpectedStatus: enrolment({ DEFAULT_CAPACITY: 300 }),
  });
  const asked = {
    event_id: '018e3f00-0000-7000-8000-000000000001',
    request_id: requestIdOf(application),
    type: 'Request',
    origin: 'enterwait',
    occurred_at: '2026-03-01T00:00:00.000Z',
    application,
  } as const;
  const { application: told, ...facts } = judge(NO_STATE, asked, new Date());
  expect(await ledger.deliver(facts, told)).toBe('applied');
  expect(statements.map((one) => one.split(/ (?:\(|SET|VALUES|WHERE)/)[0])).toEqual([
    'START TRANSACTION',
    'INSERT INTO request',
    'INSERT INTO command',
    'SELECT type, round FROM command',
    'UPDATE request',
    'DELETE FROM nursery_child',
    'COMMIT',
  ]);
});
