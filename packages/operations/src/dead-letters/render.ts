import { styleText } from 'node:util';
import { renderTable } from '@enterwait/command-line/output';
import type { QueueReport } from './inspecting.ts';
import type { DeadLetter } from './letter.ts';
import type { Redriven } from './redriving.ts';

/** A span of seconds as people read it. */
export function renderAge(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

export function renderPlaces(places: readonly QueueReport[]): string {
  const rows = places.map(({ queue, count, oldest_age_s }) => [queue, String(count), renderAge(oldest_age_s)]);
  const overview = renderTable([['큐 queue', '메시지 messages', '가장 오래된 oldest'], ...rows]);
  return [overview, ...places.filter(({ messages }) => messages.length > 0).map(renderPlace)].join('\n\n');
}

function renderPlace({ queue, count, messages }: QueueReport): string {
  const head = [
    '시각 at',
    '신청 request_id',
    '이벤트 event_id',
    '종류 type',
    '시도 tries',
    '재투입 redriven',
    '이유 reason',
  ];
  const rows = messages.map((letter) => [
    letter.at,
    letter.request_id ?? '-',
    letter.event_id ?? '-',
    letter.type ?? '-',
    letter.receives === null ? '-' : String(letter.receives),
    String(letter.redriven),
    letter.source === undefined ? letter.reason : `${letter.reason} ← ${letter.source}`,
  ]);
  const unseen = count > messages.length ? `\n… ${count - messages.length} 개는 보지 못함 (not seen)` : '';
  const histories = messages.filter(({ history }) => history.length > 1).map(renderHistory);
  return [`${styleText('bold', queue)}\n${renderTable([head, ...rows])}${unseen}`, ...histories].join('\n');
}

const renderHistory = ({ event_id, message_id, history }: DeadLetter): string =>
  [
    `  ${event_id ?? message_id}:`,
    ...history.map((entry) =>
      entry.what === 'redriven'
        ? `    ${entry.at} 재투입 redriven`
        : `    ${entry.at} 실패 failed: ${entry.reason}${entry.receives === null ? '' : ` (${entry.receives})`}`,
    ),
  ].join('\n');

export const renderRedriven = ({ queue, message_id, request_id, event_id, to, stays }: Redriven): string =>
  to === undefined
    ? `${styleText('yellow', '·')} ${queue} ${request_id ?? '-'} ${event_id ?? message_id}: ${stays ?? ''}`
    : `${styleText('green', '✓')} ${queue} → ${to} ${request_id ?? '-'} ${event_id ?? message_id}`;
