import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { UserError } from '@enterwait/command-line/errors';
import { CsvError, type Options, parse } from 'csv-parse';
import { columnsOf, OLD_TABLES, type OldRow } from '../reading/old-schema.ts';
import { identityOf, textOf } from './files.ts';
import type { Source, SourceRow } from './source.ts';

/**
 * A folder with one file per table, such as `request.csv`, in RFC 4180 form. The first line names the columns. `\N` and an unquoted empty
 * field are NULL.
 */
export function csvSource(folder: string, encoding: string): Source {
  const files = OLD_TABLES.map((table) => ({ table, path: join(folder, `${table}.csv`) }));
  const missing = files.filter(({ path }) => !existsSync(path)).map(({ table }) => `${table}.csv`);
  if (missing.length > 0) {
    throw new UserError('BAD_SETTING', `${folder}: ${missing.join(', ')} 없음 (missing)`);
  }
  return {
    identity: files.map(({ path }) => identityOf(path)).join('\n'),
    async *pieces() {
      for (const { table, path } of files) {
        let header: readonly string[] | undefined;
        for await (const records of csvRecords(textOf(path, encoding), `${table}.csv`)) {
          const piece: SourceRow[] = [];
          for (const record of records) {
            if (header === undefined) {
              header = record.map((name) => name?.replace(/^\uFEFF/, '').trim() ?? '');
              const lacking = columnsOf(table).filter((column) => !header?.includes(column));
              if (lacking.length > 0)
                throw new UserError(
                  'BAD_SOURCE',
                  `${table}.csv: ${lacking.join(', ')} 열이 없음 (columns are missing)`,
                );
            } else piece.push({ table, row: rowOf(header, record) });
          }
          yield piece;
        }
      }
    },
    close: async () => {},
  };
}

const rowOf = (header: readonly string[], record: readonly (string | null)[]): OldRow =>
  Object.fromEntries(header.map((name, at) => [name, record[at] ?? null]));

const PIECE_SIZE = 1000;
/** If a quote is not closed, the rest of the file would become one record. */
const LONGEST_RECORD = 1024 * 1024;

const BROKEN: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: '따옴표가 닫히지 않음 (a quote is not closed)',
  CSV_MAX_RECORD_SIZE: '1 MiB보다 김. 닫히지 않은 따옴표? (is longer than 1 MiB: is a quote not closed?)',
};

/**
 * The records of a CSV text, in chunks.
 * @param name of the text, for errors
 * @throws UserError (`BAD_SOURCE`) naming the row, counted as in the report: the header is row 0
 */
export async function* csvRecords(chunks: AsyncIterable<string>, name: string): AsyncGenerator<(string | null)[][]> {
  const parser = pipeline(Readable.from(chunks), parse(CSV), () => {
    // The loop below throws the error.
  });
  let piece: (string | null)[][] = [];
  try {
    for await (const record of parser) {
      piece.push(record);
      if (piece.length === PIECE_SIZE) {
        yield piece;
        piece = [];
      }
    }
  } catch (error) {
    if (error instanceof CsvError && BROKEN[error.code] !== undefined)
      throw new UserError('BAD_SOURCE', `${name}: ${error.records}번째 행 (row): ${BROKEN[error.code]}`);
    throw error;
  }
  yield piece;
}

/**
 * As tolerant as real exports require: rows of different lengths, both kinds of line ends, and quotes within a text are accepted as they
 * are.
 */
const CSV: Options = {
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_RECORD,
  cast: (value, { quoting }) => (!quoting && (value === '' || value === '\\N') ? null : value),
};
