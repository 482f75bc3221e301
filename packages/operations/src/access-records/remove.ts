import { dayInKorea, startOfDay } from '@enterwait/domain/korea';
import type { RecordConnection, RecordPlace } from '@enterwait/http/access-records';
import { lastRemoval, recordPlaces, select } from './rows.ts';

/**
 * Two years, as the law requires for a system with data of 50,000 people or more, or with unique identification
 * numbers.
 */
export const ACCESS_RECORD_RETENTION_DAYS = 730;

/** One connection, because a transaction's statements are not prepared. */
export interface RemovalConnection extends RecordConnection {
  query(sql: string): Promise<unknown>;
}

const DAY_MS = 86_400_000;
/** More rows than a chain ever has. */
const MOST_SEQ = 2 ** 52;

/** The first day to keep. */
export const firstDayKept = (now: Date, retentionDays: number): string =>
  dayInKorea(new Date(now.getTime() - retentionDays * DAY_MS));

/**
 * Removes whole days before `beforeDay`, oldest first, each in its own transaction. It also stores in `access_removal`
 * where each chain continues, so the check knows that these days were removed, and still detects a missing row after
 * them.
 * @param connection one connection, of an account that may delete: never the service's
 * @returns how many rows were deleted
 */
export async function removeAccessRecords(connection: RemovalConnection, beforeDay: string): Promise<number> {
  let removed = 0;
  for (const place of await recordPlaces(connection)) {
    // Never the same day twice: rows written by a clock that went back stay until the later rows of their chain are
    // removed.
    for (let day = await oldestDay(connection, place); day !== undefined && day < beforeDay; ) {
      const next = dayInKorea(new Date(startOfDay(day).getTime() + DAY_MS));
      removed += await removeUpTo(connection, place, next);
      const oldest = await oldestDay(connection, place);
      day = oldest === undefined || oldest > next ? oldest : next;
    }
  }
  return removed;
}

async function oldestDay(connection: RecordConnection, place: RecordPlace): Promise<string | undefined> {
  const [row] = await select<{ at: Date | null }>(connection, `SELECT MIN(at) AS at FROM ${place}access_record`);
  return row?.at ? dayInKorea(row.at) : undefined;
}

interface Tail {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}

async function removeUpTo(connection: RemovalConnection, place: RecordPlace, day: string): Promise<number> {
  await connection.query('START TRANSACTION');
  try {
    const removed = await removeDay(connection, place, day);
    await connection.query('COMMIT');
    return removed;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function removeDay(connection: RecordConnection, place: RecordPlace, day: string): Promise<number> {
  const boundary = startOfDay(day);
  const before = await lastRemoval(connection, place);
  const gone = await tailsBefore(connection, place, boundary);
  let removed = 0;
  for (const { writer, seq } of gone) {
    const [result] = await connection.execute(`DELETE FROM ${place}access_record WHERE writer = ? AND seq <= ?`, [
      writer,
      seq,
    ]);
    removed += (result as { affectedRows: number }).affectedRows;
  }
  const seal = await removeSeals(connection, place, boundary);
  const tails = {
    ...before?.tails,
    ...Object.fromEntries(gone.map(({ writer, seq, hash }) => [writer, { seq, hash }])),
  };
  await connection.execute(
    `REPLACE INTO ${place}access_removal (before_day, at, removed, seal_seq, seal_hash, tails) VALUES (?, ?, ?, ?, ?, ?)`,
    [
      day,
      new Date(),
      removed,
      seal?.seq ?? before?.seal_seq ?? 0,
      seal?.hash ?? before?.seal_hash ?? '0'.repeat(64),
      JSON.stringify(await stillNeeded(connection, place, tails)),
    ],
  );
  return removed;
}

/** The last removed row of each writer: the predecessor of its first remaining row. */
async function tailsBefore(connection: RecordConnection, place: RecordPlace, boundary: Date): Promise<Tail[]> {
  const writers = await select<{ writer: string }>(
    connection,
    `SELECT DISTINCT writer FROM ${place}access_record WHERE at < ?`,
    [boundary],
  );
  const tails: Tail[] = [];
  for (const { writer } of writers) tails.push(...(await tailBefore(connection, place, writer, boundary)));
  return tails;
}

async function tailBefore(
  connection: RecordConnection,
  place: RecordPlace,
  writer: string,
  boundary: Date,
): Promise<Tail[]> {
  const [first] = await select<{ seq: number | null }>(
    connection,
    `SELECT MIN(seq) AS seq FROM ${place}access_record WHERE writer = ? AND at >= ?`,
    [writer, boundary],
  );
  return select<Tail>(
    connection,
    `SELECT writer, seq, hash FROM ${place}access_record WHERE writer = ? AND seq < ? ORDER BY seq DESC LIMIT 1`,
    [writer, first?.seq ?? MOST_SEQ],
  );
}

/** @returns the last deleted row */
async function removeSeals(
  connection: RecordConnection,
  place: RecordPlace,
  boundary: Date,
): Promise<{ seq: number; hash: string } | undefined> {
  const [first] = await select<{ seq: number | null }>(
    connection,
    `SELECT MIN(seq) AS seq FROM ${place}access_seal WHERE at >= ?`,
    [boundary],
  );
  const [last] = await select<{ seq: number; hash: string }>(
    connection,
    `SELECT seq, hash FROM ${place}access_seal WHERE seq < ? ORDER BY seq DESC LIMIT 1`,
    [first?.seq ?? MOST_SEQ],
  );
  if (last !== undefined) await connection.execute(`DELETE FROM ${place}access_seal WHERE seq <= ?`, [last.seq]);
  return last;
}

/** For writers whose rows or seals continue. */
async function stillNeeded(
  connection: RecordConnection,
  place: RecordPlace,
  tails: Readonly<Record<string, { seq: number; hash: string }>>,
): Promise<Record<string, { seq: number; hash: string }>> {
  const rows = await select<{ writer: string }>(
    connection,
    `SELECT DISTINCT writer FROM ${place}access_record UNION SELECT DISTINCT writer FROM ${place}access_seal`,
  );
  const kept = new Set(rows.map(({ writer }) => writer));
  return Object.fromEntries(Object.entries(tails).filter(([writer]) => kept.has(writer)));
}
