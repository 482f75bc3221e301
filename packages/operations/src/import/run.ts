import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { startProgress } from '@enterwait/command-line/output';
import { runReconcile } from '../reconcile/at-target.ts';
import type { RunOptions } from '../reconcile/run.ts';
import type { Target } from '../target/target.ts';
import { type ImportDatabases, openImportDatabases } from './loading/databases.ts';
import { loadAll, PAGE_SIZE } from './loading/load.ts';
import { openImportTable } from './loading/table.ts';
import { checkTogether } from './reading/check.ts';
import { OLD_TABLES, type OldTable } from './reading/old-schema.ts';
import { readAll } from './reading/read.ts';
import type { Refusal } from './reading/refusals.ts';
import { type Staged, Staging } from './reading/staging.ts';
import { writeAccountReport, writeReport } from './report.ts';
import { openSource } from './sources/open.ts';

export interface ImportOptions {
  /** `mysql://…`, a dump, or a folder of CSV files. */
  readonly from: string;
  readonly encoding?: string | undefined;
  readonly dryRun: boolean;
  /** Where the staging and the reports are kept. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly reconcile?: Partial<RunOptions>;
  readonly pageSize?: number;
  /** Where to print the progress. */
  readonly out?: NodeJS.WriteStream;
}

interface TableCounts {
  /** Rows of the old table. */
  readonly in: number;
  /** Rows written by this import or, in a dry run, that it would write. */
  readonly new: number;
  /** Rows that already were as they should be, or that have changed since. */
  readonly same: number;
  readonly refused: number;
  /** Rows counted in the new system at the end; undefined in a dry run. */
  readonly found: number | undefined;
}

export interface ImportResult {
  readonly dryRun: boolean;
  readonly resumed: boolean;
  readonly tables: Readonly<Record<OldTable, TableCounts>>;
  /** The number of refused rows for each reason. */
  readonly refusals: ReadonlyMap<Refusal, number>;
  /** Users whose mail address belongs to another account: parents without an account of their own. */
  readonly withoutAccount: number;
  /** Where they are listed. */
  readonly accountReport: string;
  /** The number of differences between the systems and the table; undefined in a dry run. */
  readonly differences: number | undefined;
  readonly compared: number;
  readonly report: string;
  /** Of this process, without reconcile. */
  readonly seconds: number;
  readonly rowsHere: number;
  /** Peak resident memory of this process. */
  readonly memoryMb: number;
}

/**
 * `make import`, from the first row to the final check. If it is stopped at any moment, the next run continues where it was. Once it is
 * done, running it again changes nothing.
 */
export async function runImport(target: Target, options: ImportOptions): Promise<ImportResult> {
  const { dryRun, folder, signal, out = process.stdout } = options;
  const source = openSource(options.from, options.encoding);
  const name = createHash('sha256')
    .update(
      `${target.name} ${target.outputs.table_name} ${target.outputs.integrate_queue_url} ${source.identity} ${options.encoding ?? ''}`,
    )
    .digest('hex')
    .slice(0, 12);
  const path = join(folder, dryRun ? `${name}-dry` : name);
  const resumed = existsSync(join(path, 'staging.sqlite'));
  const started = performance.now();
  const staging = new Staging(path);
  let databases: ImportDatabases | undefined;
  let finished = false;
  try {
    databases = await openImportDatabases(await target.databaseUrls());
    let rowsHere = 0;
    if (staging.mark.phase === 'read') {
      const show = counter(out);
      await readAll(source, staging, signal, (count) => {
        rowsHere += count;
        show(rowsHere);
      });
      show(rowsHere, true);
    }
    if (staging.mark.phase === 'check') {
      await lookHere(staging, databases);
      checkTogether(staging);
    }
    if (staging.mark.phase === 'load') {
      const left = staging.left();
      const progress = startProgress(dryRun ? '비교 (comparing)' : '적재 (loading)', left, out);
      await loadAll({
        staging,
        table: openImportTable(target.documents, target.outputs.table_name),
        databases,
        signal,
        dryRun,
        onRows: (count) => progress.add(count),
        pageSize: options.pageSize ?? PAGE_SIZE,
      });
      progress.end();
      rowsHere = Math.max(rowsHere, left);
    }
    const report = join(folder, `${name}${dryRun ? '-dry' : ''}-refused.csv`);
    writeReport(staging, report);
    const tables = await countAll(staging, databases, dryRun, signal);
    const withoutAccount = await usersWithoutAccount(staging, databases, signal);
    const accountReport = join(folder, `${name}${dryRun ? '-dry' : ''}-without-account.csv`);
    writeAccountReport(staging, accountReport, withoutAccount);
    const seconds = (performance.now() - started) / 1000;
    const found = dryRun ? undefined : (await runReconcile(target, options.reconcile)).found;
    finished = true;
    return {
      dryRun,
      resumed,
      tables,
      refusals: staging.count('SELECT code AS name, COUNT(*) AS n FROM refused GROUP BY code ORDER BY n DESC') as Map<
        Refusal,
        number
      >,
      withoutAccount: withoutAccount.length,
      accountReport,
      differences: found?.differences.length,
      compared: found?.compared ?? 0,
      report,
      seconds,
      rowsHere,
      // In kB.
      memoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  } finally {
    await databases?.close();
    await source.close();
    // A family's data is kept no longer than it is needed.
    if (finished || dryRun) staging.remove();
    else staging.close();
  }
}

/** Reads the new system's daycares and their enrolled children, for the check of their places. */
async function lookHere(staging: Staging, { here }: ImportDatabases): Promise<void> {
  const nurseries = await here.nurseries();
  staging.transaction(() => staging.addHere([], nurseries));
  for await (const page of here.enrolled()) staging.transaction(() => staging.addHere(page, []));
}

const PAGE = 1000;

async function countAll(
  staging: Staging,
  { here }: ImportDatabases,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Record<OldTable, TableCounts>> {
  const count = (sql: string): Map<string, number> => staging.count(sql);
  const refused = count('SELECT tab AS name, COUNT(*) AS n FROM refused GROUP BY tab');
  const unread = count(
    `SELECT tab AS name, COUNT(*) AS n FROM refused WHERE code IN ('invalid', 'duplicate') GROUP BY tab`,
  );
  const staged = count('SELECT tab AS name, COUNT(*) AS n FROM row GROUP BY tab');
  const fresh = count(`SELECT tab AS name, COUNT(*) AS n FROM row WHERE refused = 0 AND outcome = 'new' GROUP BY tab`);
  const same = count(`SELECT tab AS name, COUNT(*) AS n FROM row WHERE refused = 0 AND outcome = 'same' GROUP BY tab`);
  const entries: [OldTable, TableCounts][] = [];
  for (const table of OLD_TABLES) {
    let found = 0;
    if (!dryRun) {
      for (const keys of pagesOf(staging, table)) {
        if (signal.aborted) throw new Cancelled();
        const there = await here.among(table, keys);
        // An application counts only if both systems have it.
        const parents = table === 'request' ? await here.among('request-parents', keys) : there;
        found += keys.filter((key) => there.has(key) && parents.has(key)).length;
      }
    }
    entries.push([
      table,
      {
        in: (staged.get(table) ?? 0) + (unread.get(table) ?? 0),
        new: fresh.get(table) ?? 0,
        same: same.get(table) ?? 0,
        refused: refused.get(table) ?? 0,
        found: dryRun ? undefined : found,
      },
    ]);
  }
  return Object.fromEntries(entries) as Record<OldTable, TableCounts>;
}

/**
 * Users without an account, or who would get none: their mail address belongs to somebody else's account, or to another user of the old
 * system.
 */
async function usersWithoutAccount(
  staging: Staging,
  { here }: ImportDatabases,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const without = new Set(staging.usersOfSharedAddresses());
  for (let after: string | undefined = ''; after !== undefined; ) {
    if (signal.aborted) throw new Cancelled();
    const page: Staged<'user'>[] = staging.page('user', after, PAGE);
    const owners = await here.accountsOf(page.map(({ row }) => row.parent_email.toLowerCase()));
    for (const { key, row } of page) {
      const owner = owners.get(row.parent_email.toLowerCase());
      // The owner of the account here keeps the address, whoever comes first in the old system.
      if (owner === row.user_id) without.delete(key);
      else if (owner !== undefined) without.add(key);
    }
    after = page.length < PAGE ? undefined : page.at(-1)?.key;
  }
  return [...without];
}

function* pagesOf(staging: Staging, table: OldTable): Generator<string[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const keys: string[] = staging.page(table, after, PAGE).map(({ key }) => key);
    if (keys.length > 0) yield keys;
    after = keys.length < PAGE ? undefined : keys.at(-1);
  }
}

/** Prints how many rows were read. The total is not known in advance. */
function counter(out: NodeJS.WriteStream): (count: number, isLast?: boolean) => void {
  let shown = 0;
  return (count, isLast = false) => {
    const line = `읽는 중 (reading) ${count}`;
    if (out.isTTY) out.write(`\r${line}\u001b[K${isLast ? '\n' : ''}`);
    else if (isLast || count - shown >= 20_000) {
      shown = count;
      out.write(`${line}\n`);
    }
  };
}
