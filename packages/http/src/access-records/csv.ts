import { dayInKorea, timeInKorea } from '@enterwait/domain/korea';
import type { AccessRecord } from './record.ts';

const COLUMNS = [
  '일시(한국)',
  '계정 종류',
  '계정',
  '역할',
  '수행업무',
  '결과',
  '정보주체 수',
  '정보주체',
  '접속지',
  '추적 번호',
  'writer',
  'seq',
  'hash',
] as const;

/** The byte order mark makes Excel read the file as UTF-8. */
export const CSV_HEAD = `\uFEFF${COLUMNS.join(',')}\r\n`;

/**
 * Keeps a spreadsheet from reading a value as a formula. Written by hand: quoting is one line, and a package would be
 * shipped in every service.
 */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of the export for the monthly review. */
export const csvLine = (one: AccessRecord): string =>
  `${[
    `${dayInKorea(one.at)} ${timeInKorea(one.at)}`,
    one.actor_kind,
    one.actor_id,
    one.role,
    one.operation,
    one.outcome,
    one.subject_count,
    one.subjects,
    one.ip,
    one.trace_id,
    one.writer,
    one.seq,
    one.hash,
  ]
    .map(cell)
    .join(',')}\r\n`;
