import { inTransaction, type Pool } from '@enterwait/http/database';
import type { Figures } from './series.ts';

/** The figures at one time; `at` in seconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly figures: Figures;
}

const DAY_S = 86_400;
/** From this age on (seconds), only samples at multiples of `step` are kept. */
const THINNED = [
  { age: 25 * 3600, step: 300 },
  { age: 8 * DAY_S, step: 1800 },
];
const KEPT_S = 30 * DAY_S;

export interface Samples {
  /** Two samples of the same time count once: the first. */
  insert(sample: Sample): Promise<void>;
  /** Samples of a period, both ends inclusive, at multiples of `step` seconds; oldest first. */
  between(from: number, to: number, step: number): Promise<Sample[]>;
  /** Deletes what is too old, and thins out what is old. */
  thin(now: number): Promise<void>;
}

export function createSamples(pool: Pool): Samples {
  return {
    async insert({ at, figures }) {
      await inTransaction(pool, (tx) =>
        tx.execute('INSERT INTO sample (at, figures) VALUES (?, ?) ON DUPLICATE KEY UPDATE at = VALUES(at)', [
          at,
          JSON.stringify(figures),
        ]),
      );
    },
    async between(from, to, step) {
      const rows = await inTransaction(pool, (tx) =>
        tx.query<{ at: number; figures: string }>(
          'SELECT at, figures FROM sample WHERE at BETWEEN ? AND ? AND MOD(at, ?) = 0 ORDER BY at',
          [from, to, step],
        ),
      );
      return rows.map(({ at, figures }) => ({ at: Number(at), figures: JSON.parse(figures) as Figures }));
    },
    async thin(now) {
      await inTransaction(pool, async (tx) => {
        await tx.execute('DELETE FROM sample WHERE at < ?', [now - KEPT_S]);
        for (const { age, step } of THINNED)
          await tx.execute('DELETE FROM sample WHERE at < ? AND MOD(at, ?) <> 0', [now - age, step]);
      });
    },
  };
}
