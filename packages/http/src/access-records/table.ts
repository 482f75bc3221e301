import type { Pool } from '../database/database.ts';
import type { AccessRecord, AccessSeal } from './record.ts';

type Values = (string | number | Date)[];

/** What the statements need: a pool, or one connection. */
export interface RecordConnection {
  execute(sql: string, values: Values): Promise<[unknown, unknown]>;
}

/** Prefix of the tables: `` (the service's own database) or `` `nursery_access`. ``. */
export type RecordPlace = '' | `\`${string}\`.`;

/** The name of the separate database for a database's access records. */
export const recordsDatabaseOf = (database: string): string => `${database}_access`;

/** The tables of {@link recordsDatabaseOf} if the master has created them, else those of the service's own database. */
export async function findRecordPlace(pool: RecordConnection): Promise<RecordPlace> {
  const [rows] = (await pool.execute(
    `SELECT table_schema AS place FROM information_schema.tables
     WHERE table_schema = CONCAT(DATABASE(), '_access') AND table_name = 'access_record'`,
    [],
  )) as [{ place: string }[], unknown];
  const place = rows[0]?.place;
  // As a migration names it; anything else is not ours.
  return place === undefined || !/^\w{1,64}$/.test(place) ? '' : `\`${place}\`.`;
}

const RECORD_COLUMNS =
  'writer, seq, at, actor_kind, actor_id, role, operation, outcome, subjects, subject_count, ip, trace_id, previous, hash';
const SEAL_COLUMNS = 'seq, at, writer, last_seq, head, previous, hash';

/** One statement that commits by itself: one round trip to the database. */
export async function insertRecords(
  pool: RecordConnection,
  place: RecordPlace,
  records: readonly AccessRecord[],
): Promise<void> {
  const row = '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
  await pool.execute(
    `INSERT INTO ${place}access_record (${RECORD_COLUMNS}) VALUES ${records.map(() => row).join(', ')}`,
    records.flatMap((one) => [
      one.writer,
      one.seq,
      one.at,
      one.actor_kind,
      one.actor_id,
      one.role,
      one.operation,
      one.outcome,
      one.subjects,
      one.subject_count,
      one.ip,
      one.trace_id,
      one.previous,
      one.hash,
    ]),
  );
}

/** @throws ER_DUP_ENTRY when another writer has just sealed */
export async function insertSeal(pool: RecordConnection, place: RecordPlace, seal: AccessSeal): Promise<void> {
  await pool.execute(`INSERT INTO ${place}access_seal (${SEAL_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`, [
    seal.seq,
    seal.at,
    seal.writer,
    seal.last_seq,
    seal.head,
    seal.previous,
    seal.hash,
  ]);
}

/** The last seal, or `undefined` before the first. */
export async function lastSeal(
  pool: RecordConnection,
  place: RecordPlace,
): Promise<Pick<AccessSeal, 'seq' | 'hash'> | undefined> {
  const [seals] = (await pool.execute(`SELECT seq, hash FROM ${place}access_seal ORDER BY seq DESC LIMIT 1`, [])) as [
    { seq: number; hash: string }[],
    unknown,
  ];
  if (seals[0] !== undefined) return seals[0];
  const [removals] = (await pool.execute(
    `SELECT seal_seq AS seq, seal_hash AS hash FROM ${place}access_removal ORDER BY before_day DESC LIMIT 1`,
    [],
  )) as [{ seq: number; hash: string }[], unknown];
  return removals[0];
}

/** The row after which a page of records begins. */
export interface RecordCursor {
  readonly at: Date;
  readonly writer: string;
  readonly seq: number;
}

/** Records of a period in order, the first `limit` after the cursor. */
export async function recordsBetween(
  pool: RecordConnection,
  place: RecordPlace,
  { from, to, after, limit }: { from: Date; to: Date; after?: RecordCursor | undefined; limit: number },
): Promise<AccessRecord[]> {
  const { at, writer, seq } = after ?? { at: from, writer: '', seq: 0 };
  const [rows] = await pool.execute(
    `SELECT ${RECORD_COLUMNS} FROM ${place}access_record
     WHERE at >= ? AND at < ? AND (at > ? OR writer > ? OR (writer = ? AND seq > ?))
     ORDER BY at, writer, seq LIMIT ${Math.trunc(limit)}`,
    [at, to, at, writer, writer, seq],
  );
  return rows as AccessRecord[];
}

/** One person's accesses in a month. */
export interface ViewerCounts {
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly role: string;
  readonly looks: number;
  /** Ids over all accesses: the same id counts each time. */
  readonly subjects: number;
  /** The most in one access. */
  readonly most: number;
  readonly refused: number;
  /** Between 22:00 and 07:00 in Korea. */
  readonly at_night: number;
  readonly on_weekends: number;
}

/** By person, most accesses first. */
export async function countByViewer(
  pool: RecordConnection,
  place: RecordPlace,
  { from, to, limit }: { from: Date; to: Date; limit: number },
): Promise<ViewerCounts[]> {
  const korea = 'at + INTERVAL 9 HOUR';
  const [rows] = (await pool.execute(
    `SELECT actor_kind, actor_id, role, COUNT(*) AS looks, SUM(subject_count) AS subjects, MAX(subject_count) AS most,
            SUM(outcome <> 'shown') AS refused, SUM(HOUR(${korea}) < 7 OR HOUR(${korea}) >= 22) AS at_night,
            SUM(WEEKDAY(${korea}) >= 5) AS on_weekends
     FROM ${place}access_record WHERE at >= ? AND at < ?
     GROUP BY actor_kind, actor_id, role ORDER BY looks DESC, actor_id LIMIT ${Math.trunc(limit)}`,
    [from, to],
  )) as [Record<keyof ViewerCounts, string | number>[], unknown];
  // Sums are decimals, which the driver returns as text.
  return rows.map((row) => ({
    actor_kind: String(row.actor_kind),
    actor_id: String(row.actor_id),
    role: String(row.role),
    looks: Number(row.looks),
    subjects: Number(row.subjects),
    most: Number(row.most),
    refused: Number(row.refused),
    at_night: Number(row.at_night),
    on_weekends: Number(row.on_weekends),
  }));
}

/** A pool as the statements here want it. */
export const recordConnection = (pool: Pick<Pool, 'execute'>): RecordConnection => ({
  execute: async (sql, values) => pool.execute(sql, values) as unknown as Promise<[unknown, unknown]>,
});
