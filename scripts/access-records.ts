import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { UserError } from '@enterwait/command-line/errors';
import { isSet, readNumber } from '@enterwait/command-line/options';
import { SERVICES } from '@enterwait/domain/protocol';
import { CSV_HEAD, csvLine, monthSchema, recordsOfMonth } from '@enterwait/http/access-records';
import {
  ACCESS_RECORD_RETENTION_DAYS,
  type Check,
  checkAccessRecords,
  firstDayKept,
  removeAccessRecords,
  renderChecks,
} from '@enterwait/operations/access-records';
import { runCli } from '../localstack/command/run-cli.ts';
import { openRecordDatabases, type RecordDatabases } from './delivery/targets/record-databases.ts';

/**
 * `make access-records` (접속기록): verifies the hash chains of all three databases and names every row that was changed, removed or
 * inserted, with its day. Exits with 1 if there is one. `HEAD=nursery=120:…` passes a head from a log or an earlier check, to detect a
 * truncated chain. `MONTH=2026-11 TO=file.csv` exports a month's records for the monthly review. `REMOVE=1 DAYS=730` removes the days
 * that are past their retention period. `TARGET=aws` works on AWS; `JSON=1` prints JSON.
 */
await runCli(async () => {
  const removing = isSet('REMOVE');
  const databases = await openRecordDatabases(process.env, removing);
  try {
    if (process.env.MONTH) return await exportMonth(databases, process.env.MONTH, process.env.TO);
    const checks = new Map<string, Check>();
    for (const system of SERVICES)
      checks.set(system, await checkAccessRecords(databases.connections[system], headsOf(system)));
    console.log(isSet('JSON') ? JSON.stringify(Object.fromEntries(checks), null, 2) : renderChecks(checks));
    if ([...checks.values()].some(({ findings }) => findings.length > 0)) return 1;
    if (removing) await remove(databases);
    return 0;
  } finally {
    await databases.close();
  }
});

function headsOf(system: string): string[] {
  const heads = (process.env.HEAD ?? '').split(/[\s,]+/).filter((head) => head.startsWith(`${system}=`));
  return heads.map((head) => head.slice(system.length + 1));
}

async function remove({ connections }: RecordDatabases): Promise<void> {
  const day = firstDayKept(new Date(), readNumber('DAYS', ACCESS_RECORD_RETENTION_DAYS));
  for (const system of SERVICES) {
    const removed = await removeAccessRecords(connections[system], day);
    console.error(`${system}: ${removed} 건 지움, ${day} 전 (records of before removed)`);
  }
}

/** Holds only one page of rows in memory at a time. */
async function exportMonth({ connections }: RecordDatabases, month: string, to?: string): Promise<number> {
  if (!monthSchema.safeParse(month).success || !to)
    throw new UserError('BAD_SETTING', 'MONTH=2026-11 TO=file.csv 처럼 (must be like that)');
  // Other users of this machine must not read it.
  const file = createWriteStream(to, { mode: 0o600 });
  await once(file, 'open');
  file.write(CSV_HEAD.replace('\uFEFF', '\uFEFF시스템,'));
  let count = 0;
  for (const system of SERVICES) {
    for await (const page of recordsOfMonth(connections[system], month)) {
      count += page.length;
      if (!file.write(page.map((record) => `${system},${csvLine(record)}`).join(''))) await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'close');
  console.error(`${to}: ${count} 건 (records)`);
  return 0;
}
