import type { Pool } from '@enterwait/http/database';

/** What a statement that matches is answered: rows, or the id that an insert was given. Whatever else is asked finds nothing. */
export type Answer = readonly [statement: RegExp, answer: readonly object[] | { readonly insertId: number }];

/** A pool without a database that keeps what it is asked, a line a statement, its spaces as one. */
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
