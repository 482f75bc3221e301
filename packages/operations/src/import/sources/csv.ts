import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '@enterwait/command-line/errors';
import { columnsOf, OLD_TABLES, type OldRow } from '../old-schema.ts';
import { identityOf, textOf } from './files.ts';
import type { Source, SourceRow } from './source.ts';

/** A folder with a file a table, `request.csv` and so on, RFC 4180; the first line names the columns. `\N` and an unquoted nothing are NULL. */
export function csvSource(folder: string, encoding: string): Source {
  const files = OLD_TABLES.map((table) => ({ table, path: join(folder, `${table}.csv`) }));
  const missing = files.filter(({ path }) => !existsSync(path)).map(({ table }) => `${table}.csv`);
  if (missing.length > 0) {
    throw new StackError('BAD_SETTING', `${folder}: ${missing.join(', ')} 없음 (missing)`);
  }
  return {
    identity: files.map(({ path }) => identityOf(path)).join('\n'),
    async *pieces() {
      for (const { table, path } of files) {
        let header: readonly string[] | undefined;
        for await (const records of csvRecords(textOf(path, encoding))) {
          const piece: SourceRow[] = [];
          for (const record of records) {
            if (header === undefined) {
              header = record.map((name) => name?.replace(/^\uFEFF/, '').trim() ?? '');
              const lacking = columnsOf(table).filter((column) => !header?.includes(column));
              if (lacking.length > 0)
                throw new StackError(
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

/** The records of a CSV text in pieces. */
export async function* csvRecords(chunks: AsyncIterable<string>): AsyncGenerator<(string | null)[][]> {
  let field = '';
  let quoted = false;
  let inQuotes = false;
  let afterQuote = false;
  let record: (string | null)[] = [];
  let done: (string | null)[][] = [];
  const endField = (): void => {
    record.push(!quoted && (field === '' || field === '\\N') ? null : field);
    field = '';
    quoted = false;
    afterQuote = false;
  };
  const endRecord = (): void => {
    const isBlank = record.length === 0 && field === '' && !quoted;
    if (!isBlank) {
      endField();
      done.push(record);
    }
    record = [];
  };
  for await (const chunk of chunks) {
    for (const letter of chunk) {
      if (inQuotes) {
        if (letter === '"') {
          inQuotes = false;
          afterQuote = true;
        } else field += letter;
      } else if (letter === '"' && afterQuote) {
        field += '"';
        inQuotes = true;
        afterQuote = false;
      } else if (letter === '"' && field === '') {
        quoted = true;
        inQuotes = true;
      } else if (letter === ',') endField();
      else if (letter === '\n') endRecord();
      else if (letter !== '\r') field += letter;
    }
    yield done;
    done = [];
  }
  endRecord();
  yield done;
}
