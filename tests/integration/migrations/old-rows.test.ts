import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { type Application, requestIdOf } from '@enterwait/domain/application';
import { STATUS, type Status } from '@enterwait/domain/protocol';
import { inTransaction, openPool, type Pool } from '@enterwait/http/database';
import { migrate } from '@enterwait/http/migrations';
import { findRequest, updateConfirmed, waitingBefore } from '@enterwait/ledger/tables';
import { openEraseDatabase } from '@enterwait/operations/erase';
import { findDaycare } from '../../../services/enterwait/src/daycares.ts';
import { boundsOf, STATUS_OF_VIEW, VIEWS } from '../../../services/nursery/src/line/filter.ts';
import { countsOf, pageOfDecided, pageOfLine, positionsOf } from '../../../services/nursery/src/line/waiting-line.ts';
import { anApplication } from '../../support/commands/samples.ts';
import { createScratchDatabase, migrationFolders, type ScratchDatabase } from '../../support/stack/scratch-database.ts';

const NURSERY = 'N00001';
const NOW = new Date('2026-11-25T03:00:00.000Z');

let scratch: ScratchDatabase;
let pool: Pool;
let old = '';

/** The tables from before applications had an entry, followed by the later migrations. */
beforeAll(async () => {
  scratch = await createScratchDatabase('scratch_old_rows');
  old = mkdtempSync(join(tmpdir(), 'enterwait-old-'));
  for (const file of ['001_application.sql', '002_idempotency_key.sql']) {
    cpSync(join(repositoryRoot, 'packages/ledger/sql', file), join(old, 'sql', file));
  }
  await migrate(scratch.config, [join(old, 'sql')]);
  await insert(STATUS.requested, '2025-03-02T00:00:00.000Z');
  await insert(STATUS.requested, '2025-03-01T00:00:00.123Z');
  for (const status of [STATUS.accepted, STATUS.rejected, STATUS.cancelled] as const) {
    await insert(status, '2025-02-01T00:00:00.000Z');
    await insert(status, '2025-02-02T00:00:00.000Z');
  }
  await migrate(scratch.config, migrationFolders('nursery'));
  await scratch.pool.execute("INSERT INTO nursery VALUES (?, '해', '서울', 20)", [NURSERY]);
  pool = openPool(scratch.config);
});

afterAll(async () => {
  await pool.end();
  await scratch.drop();
  rmSync(old, { recursive: true, force: true });
});

async function insert(status: Status, at: string): Promise<Application> {
  const application = anApplication({ nursery_id: NURSERY });
  const columns = Object.keys(application);
  await scratch.pool.query(`INSERT INTO request (request_id, ??, status, version, created_at, updated_at) VALUES (?)`, [
    columns,
    [requestIdOf(application), ...Object.values(application), status, 1, new Date(at), new Date(at)],
  ]);
  return application;
}

const listed = (view: (typeof VIEWS)[number], filter: Parameters<typeof boundsOf>[0] = {}) =>
  inTransaction(pool, async (tx) => {
    const bounds = boundsOf(filter, NOW);
    const { rows } =
      view === 'waiting'
        ? await pageOfLine(tx, NURSERY, bounds, {})
        : await pageOfDecided(tx, NURSERY, STATUS_OF_VIEW[view], bounds, {});
    return rows;
  });
const counted = async (view: (typeof VIEWS)[number]): Promise<number> =>
  (await inTransaction(pool, (tx) => countsOf(tx, NURSERY))).get(STATUS_OF_VIEW[view]) ?? 0;

async function listsAndCountsAgree(): Promise<void> {
  for (const view of VIEWS) expect([view, (await listed(view)).length]).toEqual([view, await counted(view)]);
}

test('rows from before a migration are listed as they are counted, in the order in which they came', async () => {
  await listsAndCountsAgree();
  const line = await listed('waiting');
  expect(line.map(({ queue_key }) => queue_key?.slice(0, 22))).toEqual([
    `99999999${String(Date.parse('2025-03-01T00:00:00.123Z')).padStart(14, '0')}`,
    `99999999${String(Date.parse('2025-03-02T00:00:00.000Z')).padStart(14, '0')}`,
  ]);
  await inTransaction(pool, async (tx) => {
    expect([...(await positionsOf(tx, NURSERY, line)).values()]).toEqual([1, 2]);
    expect((await findDaycare(tx, NURSERY))?.waiting).toBe(2);
    for (const [before, { request_id }] of line.entries()) {
      const row = await findRequest(tx, request_id);
      expect(row && (await waitingBefore(tx, row))).toBe(before);
    }
  });
});

test('filters find them by when they came', async () => {
  expect(await listed('waiting', { from: '2025-03-02' })).toHaveLength(1);
  expect(await listed('waiting', { until: '2025-03-01' })).toHaveLength(1);
  expect(await listed('rejected', { from: '2025-02-02' })).toHaveLength(1);
  expect(await listed('rejected', { points: 100 })).toHaveLength(0);
});

test('what the judge tells without an entry stays in the line', async () => {
  const [first] = await listed('waiting');
  const requestId = first?.request_id ?? '';
  await inTransaction(pool, async (tx) => {
    const application = anApplication({ nursery_id: NURSERY, child_id: requestId.slice(0, 15) });
    await updateConfirmed(
      tx,
      requestId,
      { application, status: STATUS.requested, version: 2, entry: null, round: null, expected: STATUS.requested },
      NOW,
    );
  });
  expect((await listed('waiting')).map(({ request_id }) => request_id)).toContain(requestId);
  await listsAndCountsAgree();
});

test('erased applications are listed as they are counted', async () => {
  const database = openEraseDatabase('nursery', scratch.url, 'make-erase');
  for (const view of ['rejected', 'cancelled'] as const) {
    const [row] = await listed(view);
    expect(await database.eraseApplication(row?.request_id ?? '', row?.version ?? 0, '0'.repeat(32))).toBe(true);
  }
  await database.close();
  await listsAndCountsAgree();
});
