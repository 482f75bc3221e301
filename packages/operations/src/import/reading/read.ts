import { Cancelled } from '@enterwait/command-line/errors';
import type { Source } from '../sources/source.ts';
import { keyOfBad, OLD_TABLES, type OldRows, type OldTable, oldSchemas } from './old-schema.ts';
import type { Staging } from './staging.ts';

/** Reads the source once into the staging and checks every row on its own. Rows from an earlier read are discarded. */
export async function readAll(
  source: Source,
  staging: Staging,
  signal: AbortSignal,
  onRows: (count: number) => void,
): Promise<void> {
  staging.clear();
  const numbers = new Map<OldTable, number>(OLD_TABLES.map((table) => [table, 0]));
  for await (const piece of source.pieces()) {
    if (signal.aborted) throw new Cancelled();
    staging.transaction(() => {
      for (const { table, row } of piece) {
        const no = (numbers.get(table) ?? 0) + 1;
        numbers.set(table, no);
        const parsed = oldSchemas[table].safeParse(row);
        if (parsed.success) staging.add(table, no, parsed.data as OldRows[typeof table]);
        else {
          // Only names of fields and rules, because the values may contain anything.
          const fields = [...new Set(parsed.error.issues.map(({ path, code }) => `${path.join('.')}:${code}`))].join(
            ' ',
          );
          staging.refuseRead(table, no, keyOfBad(table, row), 'invalid', fields);
        }
      }
    });
    onRows(piece.length);
  }
  staging.transaction(() => {}, { phase: 'check' });
}
