import { OPERATION_TIMEOUTS } from '@enterwait/http/database';
import { createConnection } from 'mysql2';
import { columnsOf, OLD_TABLES, type OldRow } from '../reading/old-schema.ts';
import type { Source, SourceRow } from './source.ts';

const PIECE = 1000;

/** The old database itself, at one moment: one read-only snapshot. Values are read as text, because the time zone is ours to decide. */
export function mysqlSource(url: string): Source {
  const { host, pathname } = new URL(url);
  const connection = createConnection({
    uri: url,
    dateStrings: true,
    charset: 'utf8mb4_bin',
    connectTimeout: OPERATION_TIMEOUTS.connectMs,
  });
  // The query in which an error occurs throws it.
  connection.on('error', () => {});
  const run = (sql: string) => connection.promise().query(sql);
  return {
    identity: `mysql://${host}${pathname}`,
    async *pieces() {
      await run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      for (const table of OLD_TABLES) {
        const stream = connection
          .query('SELECT ?? FROM ??', [columnsOf(table), table])
          .stream({ highWaterMark: PIECE });
        let piece: SourceRow[] = [];
        for await (const row of stream) {
          piece.push({ table, row: textRow(row as Record<string, unknown>) });
          if (piece.length < PIECE) continue;
          yield piece;
          piece = [];
        }
        yield piece;
      }
      await run('COMMIT');
    },
    close: () => connection.promise().end(),
  };
}

const textRow = (row: Record<string, unknown>): OldRow =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value === null || value === undefined ? null : String(value),
    ]),
  );
