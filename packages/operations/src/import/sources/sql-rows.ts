import type { OldRow } from '../reading/old-schema.ts';

export interface SqlRow {
  readonly table: string;
  readonly row: OldRow;
}

const INSERT = /^\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+`?(\w+)`?\s*(?:\(([^)]*)\))?\s*VALUES?\s*$/i;
const CREATE = /^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`?(\w+)`?\s*\(/i;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', '0': '\0', Z: '\x1a' };

/**
 * The rows of the INSERT statements in an SQL text, in chunks. A single state machine reads the characters, so a statement of many
 * megabytes is never held in memory, only its head or one value. SQL parsers from packages want the whole statement. The order of the
 * columns is the statement's own, or else that of the preceding CREATE TABLE.
 */
export async function* dumpRows(
  chunks: AsyncIterable<string>,
  columnsByDefault: (table: string) => string[],
): AsyncGenerator<SqlRow[]> {
  const created = new Map<string, string[]>();
  let head = '';
  let into: { table: string; columns: string[] } | undefined;
  let values: (string | null)[] | undefined;
  let value = '';
  let wasText = false;
  let quote = '';
  let escaping = false;
  let comment: 'line' | 'block' | undefined;
  let previous = '';
  let done: SqlRow[] = [];

  const endValue = (): void => {
    const bare = value.trim();
    values?.push(wasText ? value : bare.toUpperCase() === 'NULL' || bare === '' ? null : bare);
    value = '';
    wasText = false;
  };
  const endStatement = (): void => {
    const table = CREATE.exec(head)?.[1];
    if (table !== undefined)
      created.set(
        table,
        [...head.matchAll(/^\s*`(\w+)`\s/gm)].map(([, name]) => name ?? ''),
      );
    head = '';
    into = undefined;
  };

  for await (const chunk of chunks) {
    for (const letter of chunk) {
      if (comment !== undefined) {
        if (comment === 'line' ? letter === '\n' : previous === '*' && letter === '/') comment = undefined;
      } else if (quote !== '') {
        if (escaping) {
          value += quote === '`' ? letter : (ESCAPES[letter] ?? letter);
          escaping = false;
        } else if (letter === '\\' && quote !== '`') escaping = true;
        else if (letter === quote) quote = '';
        else value += letter;
        if (values === undefined) head += letter;
      } else if (letter === "'" || letter === '"' || letter === '`') {
        // Two adjacent quotes within a text stand for one quote.
        if (wasText && previous === letter) value += letter;
        else if (values !== undefined) value = '';
        quote = letter;
        wasText = letter !== '`';
        if (values === undefined) {
          head += letter;
          value = '';
        }
      } else if (previous === '-' && letter === '-' && values === undefined) {
        comment = 'line';
        head = head.slice(0, -1);
      } else if (letter === '#' && values === undefined) comment = 'line';
      else if (previous === '/' && letter === '*') {
        comment = 'block';
        head = head.slice(0, -1);
      } else if (values !== undefined) {
        if (letter === ',') endValue();
        else if (letter === ')') {
          endValue();
          if (into !== undefined) done.push({ table: into.table, row: rowOf(into.columns, values) });
          values = undefined;
        } else if (!wasText) value += letter;
      } else if (letter === ';') endStatement();
      else if (letter === '(' && into === undefined) {
        const match = INSERT.exec(head);
        const table = match?.[1];
        if (table === undefined) head += letter;
        else {
          const named = match?.[2]?.split(',').map((name) => name.replaceAll('`', '').trim());
          into = { table, columns: named ?? created.get(table) ?? columnsByDefault(table) };
          values = [];
          value = '';
          wasText = false;
        }
      } else if (letter === '(') {
        values = [];
        value = '';
        wasText = false;
      } else if (into === undefined) head += letter;
      previous = letter;
    }
    yield done;
    done = [];
  }
}

const rowOf = (columns: readonly string[], values: readonly (string | null)[]): OldRow =>
  Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]));
