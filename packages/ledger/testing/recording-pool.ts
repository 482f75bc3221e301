import type { Pool } from '@enterwait/http/database';

/** The answer to a matching statement: rows, or the id of an inserted row. Any other statement finds nothing. */
export type Answer = readonly [statement: RegExp, answer: readonly object[] | { readonly insertId: number }];

/** A pool without a database that records its statements, one per line, with single spaces. */
export function recordingPool(answers: readonly Answer[] = []): { readonly pool: Pool; readonly statements: string[] } {
  const statements: string[] = [];
  const connection = {
    async query(sql: string) {
      statements.push(sql);
      return [[]];
    },
    async execute(sql: string) {
      const statement = sql.replaceAll(/\s+/g, ' ').trim();
      statements.push(statement);
      const [, answer] = answers.find(([pattern]) => pattern.test(statement)) ?? [];
      if (answer !== undefined) return [answer];
      return [statement.startsWith('SELECT') ? [] : { affectedRows: 1, insertId: 0 }];
    },
    release() {},
    destroy() {},
  };
  return { pool: { getConnection: async () => connection } as never, statements };
}
