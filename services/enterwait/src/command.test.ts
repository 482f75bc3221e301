import { requestIdOf } from '@enterwait/domain/application';
import type { CommandType } from '@enterwait/domain/protocol';
import type { Actor } from '@enterwait/http/access';
import { createLimits } from '@enterwait/http/limits';
import { maintenanceTables, refuseDuringMaintenance } from '@enterwait/http/maintenance';
import { createLedger, limitTables } from '@enterwait/ledger/commands';
import { createMysqlStore } from '@enterwait/ledger/tables';
import { type Answer, recordingPool } from '@enterwait/ledger/testing';
import { anApplication } from '../../../tests/support/commands/samples.ts';
import { applicationLimit, mysqlOpenApplicationTables } from './applications/open-applications.ts';
import { CONSENTS } from './consents/texts.ts';
import { mysqlFamilyTables } from './family/family.ts';
import { parentAuthority } from './family/parent-authority.ts';

const application = anApplication();
const parent: Actor = {
  kind: 'person',
  id: 'person-1',
  role: 'parent',
  userId: application.user_id,
  ip: '',
  traceId: '',
};
const row = { ...application, request_id: requestIdOf(application), status: 99, version: 2, round: 1 };
const known: readonly Answer[] = [
  [/ FROM child /, [{ ...application, leaving_at: null }]],
  [
    / FROM consent /,
    Object.entries(CONSENTS).map(([kind, { version }]) => ({ kind, version, event: 'given', at: new Date() })),
  ],
  [/ FROM nursery /, [{ name: '햇살어린이집' }]],
];

/** The statements that one command sends to the database, with the ledger built as the service builds it. */
async function statementsOf(type: CommandType, actor: Actor, answers: readonly Answer[]): Promise<string[]> {
  const { pool, statements } = recordingPool(answers);
  const limits = createLimits(pool);
  const ledger = createLedger({
    store: createMysqlStore(pool, (tx) => ({
      ...maintenanceTables(tx, false),
      ...limitTables(limits, tx),
      ...mysqlFamilyTables(tx),
      ...mysqlOpenApplicationTables(tx),
    })),
    origin: 'enterwait',
    admit: refuseDuringMaintenance,
    limit: (tables, command) => tables.countCommand(command),
    authorise: parentAuthority,
    onExpectedStatus: applicationLimit({ MAX_OPEN_APPLICATIONS: 3, MAX_OPEN_APPLICATIONS_ENROLLED: 2 }),
  });
  await ledger.command(type, application, { traceparent: '', actor });
  return statements.map(shortOf);
}

/** Verb, table, and whether it locks what it reads. */
const shortOf = (statement: string): string =>
  statement
    .replace(/^INSERT (?:IGNORE )?INTO (\w+).*$/, 'INSERT $1')
    .replace(/^SELECT .*? FROM (\w+).*?( FOR UPDATE)?$/, 'SELECT $1$2')
    .replace(/^UPDATE (\w+).*$/, 'UPDATE $1');

test("a parent's first Request is one transaction of thirteen statements, and locks each row once", async () => {
  expect(await statementsOf('Request', parent, known)).toEqual([
    'START TRANSACTION',
    'SELECT maintenance',
    'INSERT request',
    'SELECT child FOR UPDATE',
    'SELECT consent',
    'SELECT command',
    'INSERT rate_limit',
    'INSERT rate_limit',
    'INSERT rate_limit',
    'SELECT nursery',
    'SELECT request',
    'INSERT command',
    'INSERT outbox',
    'INSERT audit',
    'COMMIT',
  ]);
});

test('a Request of an application that is there reads it under the lock of the insert', async () => {
  const there: readonly Answer[] = [
    [/^INSERT INTO request /, { insertId: 1 }],
    [/ FROM request WHERE request_id = /, [row]],
  ];
  const statements = await statementsOf('Request', parent, [...known, ...there]);
  expect(statements.slice(2, 4)).toEqual(['INSERT request', 'SELECT request']);
  expect(statements.filter((one) => one.endsWith('FOR UPDATE'))).toEqual(['SELECT child FOR UPDATE']);
});

test('of a child that only a program knows the other applications are locked instead', async () => {
  const program: Actor = { kind: 'key', id: 'k1', role: 'program', ip: '', traceId: '' };
  const statements = await statementsOf('Request', program, []);
  expect(statements.filter((one) => one.endsWith('FOR UPDATE'))).toEqual([
    'SELECT child FOR UPDATE',
    'SELECT request FOR UPDATE',
  ]);
});
