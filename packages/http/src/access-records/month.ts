import { boundsOfMonth } from '@enterwait/domain/korea';
import { z } from 'zod';
import type { AccessRecord } from './record.ts';
import { findRecordPlace, type RecordConnection, type RecordCursor, recordsBetween } from './table.ts';

export const monthSchema = z
  .string()
  .regex(/^20\d{2}-(0[1-9]|1[0-2])$/, '2026-11처럼 씁니다 / must be a month such as 2026-11');

const PAGE = 1000;

/** The records of a month in Korea in order, a page at a time, because there may be very many. */
export async function* recordsOfMonth(
  connection: RecordConnection,
  month: string,
  pageSize = PAGE,
): AsyncGenerator<AccessRecord[]> {
  const place = await findRecordPlace(connection);
  let after: RecordCursor | undefined;
  for (;;) {
    const page = await recordsBetween(connection, place, { ...boundsOfMonth(month), after, limit: pageSize });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}
