import { once } from 'node:events';
import type { Response } from 'express';
import { z } from 'zod';
import type { Route } from '../app/route.ts';
import { parseInput } from '../body/body.ts';
import type { Pool } from '../database/database.ts';
import { problemResponse } from '../openapi/openapi.ts';
import { CSV_HEAD, csvLine } from './csv.ts';
import { monthSchema, recordsOfMonth } from './month.ts';
import { showing } from './record-accesses.ts';
import { recordConnection } from './table.ts';

const querySchema = z.strictObject({ month: monthSchema });

/**
 * `GET /access-records`: who accessed whose data at this service in a month, as CSV. Reading it is an access as well.
 */
export const accessRecordsRoute = (pool: Pick<Pool, 'execute'>): Route => ({
  method: 'get',
  path: '/access-records',
  access: ['operator', 'program', 'admin'],
  personalData: 'recorded',
  operation: {
    summary: '접속기록 · who looked at whose personal data',
    tags: ['조회 · queries'],
    requestParams: { query: querySchema },
    responses: {
      200: {
        description: 'CSV, UTF-8 with a byte order mark; ids only',
        content: { 'text/csv': { schema: z.string() } },
      },
      422: problemResponse('invalid-field'),
      503: problemResponse('unavailable'),
    },
  },
  handlers: [
    async (req, res) => {
      const { month } = parseInput(querySchema, req.query);
      const pages = recordsOfMonth(recordConnection(pool), month);
      await showing(res, [`month:${month}`]);
      const first = await pages.next();
      res.set('Cache-Control', 'no-store').attachment(`access-records-${month}.csv`).type('text/csv');
      res.write(CSV_HEAD);
      if (!first.done) await write(res, first.value.map(csvLine).join(''));
      for await (const page of pages) {
        if (res.destroyed) return;
        await write(res, page.map(csvLine).join(''));
      }
      res.end();
    },
  ],
});

/** Waits for the reader (backpressure). */
async function write(res: Response, text: string): Promise<void> {
  if (res.write(text) || res.destroyed) return;
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  await once(res, 'drain', { signal: gone.signal }).catch(() => undefined);
}
