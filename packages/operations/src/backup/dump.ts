import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { OPERATION_TIMEOUTS } from '@enterwait/http/database';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2';
import { z } from 'zod';

/** A line of a dump: either a table's definition or some of its rows. */
const lineSchema = z.union([
  z.strictObject({ table: z.string(), create: z.string() }),
  z.strictObject({ table: z.string(), columns: z.array(z.string()), rows: z.array(z.array(z.unknown())) }),
]);
type Line = z.infer<typeof lineSchema>;

const ROWS_A_LINE = 200;

// Values are read as texts, so that JavaScript rounds nothing.
const connect = (url: string): Connection =>
  createConnection({
    uri: url,
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    connectTimeout: OPERATION_TIMEOUTS.connectMs,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });

/**
 * Writes a whole database, as of one moment, into a gzipped file that only its owner can read. The services keep running. It does what
 * mysqldump does with `--single-transaction`, for machines that have a server but no client.
 * @returns the number of rows
 */
export async function dumpDatabase(url: string, file: string): Promise<number> {
  const connection = connect(url);
  let rows = 0;
  try {
    await connection.promise().query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await connection.promise().query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const count = (more: number) => {
      rows += more;
    };
    await pipeline(
      Readable.from(linesOf(connection, count)),
      createGzip(),
      createWriteStream(file, { mode: 0o600, flags: 'wx' }),
    );
    return rows;
  } finally {
    connection.destroy();
  }
}

async function* linesOf(connection: Connection, count: (rows: number) => void): AsyncGenerator<string> {
  for (const table of await tablesOf(connection)) {
    const [made] = await connection.promise().query<RowDataPacket[]>('SHOW CREATE TABLE ??', [table]);
    yield line({ table, create: String(made[0]?.['Create Table']) });
    let columns: string[] = [];
    let rows: unknown[][] = [];
    for await (const row of connection.query('SELECT * FROM ??', [table]).stream()) {
      columns = Object.keys(row);
      rows.push(Object.values(row));
      if (rows.length < ROWS_A_LINE) continue;
      count(rows.length);
      yield line({ table, columns, rows });
      rows = [];
    }
    count(rows.length);
    if (rows.length > 0) yield line({ table, columns, rows });
  }
}

const line = (value: Line): string => `${JSON.stringify(value)}\n`;

async function tablesOf(connection: Connection): Promise<string[]> {
  const [tables] = await connection
    .promise()
    .query<RowDataPacket[]>(
      "SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1",
    );
  return tables.map(({ name }) => String(name));
}

/** Removes every table of a database. @returns the number of tables */
export async function dropAllTables(url: string): Promise<number> {
  const connection = connect(url);
  try {
    const tables = await tablesOf(connection);
    await connection.promise().query('SET FOREIGN_KEY_CHECKS = 0');
    if (tables.length > 0) await connection.promise().query('DROP TABLE ??', [tables]);
    return tables.length;
  } finally {
    connection.destroy();
  }
}

/** Restores a dump into a database that has none of its tables. @returns the number of rows */
export async function restoreDatabase(url: string, file: string): Promise<number> {
  const connection = connect(url);
  let restored = 0;
  try {
    // Tables are restored in the order of their names, which is not the order of their foreign keys.
    await connection.promise().query('SET FOREIGN_KEY_CHECKS = 0');
    const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity });
    for await (const text of lines) {
      const read = lineSchema.parse(JSON.parse(text));
      if ('create' in read) {
        await connection.promise().query(read.create);
      } else {
        await connection.promise().query('INSERT INTO ?? (??) VALUES ?', [read.table, read.columns, read.rows]);
        restored += read.rows.length;
      }
    }
    return restored;
  } finally {
    connection.destroy();
  }
}
