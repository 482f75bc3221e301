import type { OldRow, OldTable } from '../reading/old-schema.ts';

/** One row of the old system, with the table it comes from. */
export interface SourceRow {
  readonly table: OldTable;
  readonly row: OldRow;
}

/** The old system's data, wherever it is. It is read once, a chunk at a time, so that never more than a chunk is in memory. */
export interface Source {
  /** The same for an unchanged source, different for a changed file. Contains no password and nothing personal. */
  readonly identity: string;
  /** Chunks of rows, with the tables in any order. */
  pieces(): AsyncIterable<readonly SourceRow[]>;
  close(): Promise<void>;
}
