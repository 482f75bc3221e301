import type { OldRow, OldTable } from '../reading/old-schema.ts';

/** One row of the old system, with the table that it stands in. */
export interface SourceRow {
  readonly table: OldTable;
  readonly row: OldRow;
}

/** The old system's data, wherever it is. Read once through, a piece at a time: never more in memory than a piece. */
export interface Source {
  /** The same source has the same name, and a changed file another: no password, nothing personal. */
  readonly identity: string;
  /** Rows in pieces, in any order of tables. */
  pieces(): AsyncIterable<readonly SourceRow[]>;
  close(): Promise<void>;
}
