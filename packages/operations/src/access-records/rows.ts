import type { AccessRecord, AccessSeal, RecordConnection, RecordPlace } from '@enterwait/http/access-records';

/** Removed days, and where the chains continue after them. */
export interface Removal {
  readonly before_day: string;
  readonly seal_seq: number;
  readonly seal_hash: string;
  /** The last removed row by writer, for writers whose rows or seals continue. */
  readonly tails: Readonly<Record<string, { readonly seq: number; readonly hash: string }>>;
}

/**
 * All tables with records, the service's own first: records were there before the master created the separate database.
 */
export async function recordPlaces(connection: RecordConnection): Promise<RecordPlace[]> {
  const rows = await select<{ place: string; own: number }>(
    connection,
    `SELECT table_schema AS place, table_schema = DATABASE() AS own FROM information_schema.tables
     WHERE table_name = 'access_record' AND table_schema IN (DATABASE(), CONCAT(DATABASE(), '_access'))
     ORDER BY own DESC`,
  );
  return rows.map(({ place, own }) => (Number(own) === 1 ? '' : (`\`${place}\`.` as const)));
}

export async function select<Row>(
  connection: RecordConnection,
  sql: string,
  values: (string | number | Date)[] = [],
): Promise<Row[]> {
  const [rows] = await connection.execute(sql, values);
  return rows as Row[];
}

const PAGE = 2000;

/** All seals in order. */
export async function* allSeals(connection: RecordConnection, place: RecordPlace): AsyncGenerator<AccessSeal> {
  for (let after = 0; ; ) {
    const page = await select<AccessSeal>(
      connection,
      `SELECT seq, at, writer, last_seq, head, previous, hash FROM ${place}access_seal WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
      [after],
    );
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last.seq;
  }
}

/** All records, by writer and in order. */
export async function* allRecords(connection: RecordConnection, place: RecordPlace): AsyncGenerator<AccessRecord> {
  for (let writer = '', seq = 0; ; ) {
    const page = await select<AccessRecord>(
      connection,
      `SELECT writer, seq, at, actor_kind, actor_id, role, operation, outcome, subjects, subject_count, ip, trace_id, previous, hash
       FROM ${place}access_record WHERE writer > ? OR (writer = ? AND seq > ?) ORDER BY writer, seq LIMIT ${PAGE}`,
      [writer, writer, seq],
    );
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    ({ writer, seq } = last);
  }
}

export async function lastRemoval(connection: RecordConnection, place: RecordPlace): Promise<Removal | undefined> {
  const [row] = await select<Omit<Removal, 'tails'> & { tails: string }>(
    connection,
    `SELECT before_day, seal_seq, seal_hash, tails FROM ${place}access_removal ORDER BY before_day DESC LIMIT 1`,
  );
  return row && { ...row, tails: JSON.parse(row.tails) };
}
