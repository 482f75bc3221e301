import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf, OLD_TABLES, type OldRow, type OldTable } from '@enterwait/operations/import';
import { createConnection, escape as escaped } from 'mysql2/promise';
import { type OldData, oldData } from './families.ts';

const columnsWith = (table: OldTable): string[] =>
  table === 'user' ? [...columnsOf(table), 'password'] : columnsOf(table);
/** No keys and no types: an old database that accepts everything. */
const createTable = (table: OldTable): string =>
  `CREATE TABLE \`${table}\` (\n${columnsWith(table)
    .map((column) => `  \`${column}\` varchar(255) DEFAULT NULL`)
    .join(',\n')}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

const valuesOf = (table: OldTable, row: OldRow): (string | null)[] =>
  columnsWith(table).map((column) => row[column] ?? null);

/** Writes the invented old database to `to`: `mysql://…`, `….sql` or a folder of CSV files. */
export async function writeOldData(data: OldData, to: string): Promise<void> {
  if (to.startsWith('mysql://')) return intoMysql(data, to);
  if (to.endsWith('.sql')) return intoDump(data, to);
  intoCsv(data, to);
}

function intoDump(data: OldData, path: string): void {
  const file = openSync(path, 'w');
  writeSync(file, '-- MySQL dump 10.13, as mysqldump writes it\n/*!40101 SET NAMES utf8mb4 */;\n');
  for (const table of OLD_TABLES) {
    writeSync(file, `DROP TABLE IF EXISTS \`${table}\`;\n${createTable(table)};\nLOCK TABLES \`${table}\` WRITE;\n`);
    for (const rows of oldData(data, table)) {
      if (rows.length === 0) continue;
      const tuples = rows.map(({ row }) => `(${valuesOf(table, row).map(sqlText).join(',')})`);
      writeSync(file, `INSERT INTO \`${table}\` VALUES ${tuples.join(',')};\n`);
    }
    writeSync(file, 'UNLOCK TABLES;\n');
  }
  closeSync(file);
}

const sqlText = (value: string | null): string => escaped(value);

function intoCsv(data: OldData, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const table of OLD_TABLES) {
    const file = openSync(join(folder, `${table}.csv`), 'w');
    writeSync(file, `\uFEFF${columnsWith(table).join(',')}\r\n`);
    for (const rows of oldData(data, table)) {
      writeSync(file, rows.map(({ row }) => `${valuesOf(table, row).map(csvText).join(',')}\r\n`).join(''));
    }
    closeSync(file);
  }
}

/** Written by hand: an empty text is quoted and NULL is not, and the reader must tell them apart. */
const csvText = (value: string | null): string =>
  value === null ? '' : /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;

async function intoMysql(data: OldData, uri: string): Promise<void> {
  const connection = await createConnection({ uri, charset: 'utf8mb4_bin' });
  try {
    for (const table of OLD_TABLES) {
      await connection.query('DROP TABLE IF EXISTS ??', [table]);
      await connection.query(createTable(table));
      for (const rows of oldData(data, table)) {
        if (rows.length > 0)
          await connection.query('INSERT INTO ?? (??) VALUES ?', [
            table,
            columnsWith(table),
            rows.map(({ row }) => valuesOf(table, row)),
          ]);
      }
    }
  } finally {
    await connection.end();
  }
}
