import { columnsOf, OLD_TABLES, type OldTable } from '../reading/old-schema.ts';
import { identityOf, textOf } from './files.ts';
import type { Source, SourceRow } from './source.ts';
import { dumpRows } from './sql-rows.ts';

/** A mysqldump file with INSERTs (not `--tab`). Other tables in it are ignored. */
export const dumpSource = (path: string, encoding: string): Source => ({
  identity: identityOf(path),
  async *pieces() {
    for await (const rows of dumpRows(textOf(path, encoding), columnsByDefault)) {
      yield rows.flatMap(({ table, row }): SourceRow[] => (isOld(table) ? [{ table, row }] : []));
    }
  },
  close: async () => {},
});

const isOld = (table: string): table is OldTable => (OLD_TABLES as readonly string[]).includes(table);
const columnsByDefault = (table: string): string[] => (isOld(table) ? columnsOf(table) : []);
