import { styleText } from 'node:util';
import { renderTable } from '@enterwait/command-line/output';
import type { CommandType, System } from '@enterwait/domain/protocol';
import type { Mail } from '../emulator/mailbox.ts';
import type { Journey } from './journey.ts';

const TYPE_NAMES: Record<CommandType, string> = { Request: '신청', Cancel: '취소', Accept: '승인', Reject: '반려' };
const SYSTEM_NAMES: Record<System, string> = { enterwait: '입소대기신청 enterwait', nursery: '아동관리 nursery' };

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** What happened to one command, where and when, in the order in which it became visible. */
export function renderJourney(journey: Journey): string {
  const { from, to, mail } = journey;
  const hops: [number, string, string][] = [
    [journey.answered, '202', `${SYSTEM_NAMES[from]} 이(가) 받음 (accepted)`],
    [journey.judged, 'EVENT#', '판정이 DynamoDB 에 기록됨 (judged)'],
    [journey.delivered, `${to}.request`, `${SYSTEM_NAMES[to]} 의 행이 바뀜 (delivered)`],
    [journey.confirmed, `${from}.request`, `${SYSTEM_NAMES[from]} 의 행이 확정됨 (confirmed)`],
    [journey.mailed, 'SES', `${mail.to.join(', ')} 에게 메일 (mailed): ${mail.subject}`],
  ];
  const rows = hops
    .sort(([one], [other]) => one - other)
    .map(([time, where, what]) => ['   ', ms(time).padStart(8), styleText('cyan', where), what]);
  const title = `${styleText('bold', `${TYPE_NAMES[journey.type]} ${journey.type}`)}  ${styleText('dim', `${journey.requestId} · ${journey.eventId}`)}`;
  return `${title}\n${renderTable(rows)}`;
}

/** A mail formatted for a terminal. */
export function renderMail(mail: Mail): string {
  const head = [
    ['받는 사람 To', mail.to.join(', ')],
    ['보낸 사람 From', mail.from],
    ['제목 Subject', styleText('bold', mail.subject)],
    ['시각 Date', mail.sentAt],
  ];
  const text = mail.text || stripTags(mail.html);
  return `${renderTable(head)}\n\n${text.trim().replace(/^/gm, '  ')}`;
}

const stripTags = (html: string): string =>
  html
    .replace(/<(style|script|head)[\s\S]*?<\/\1>/gi, '')
    .replace(/<br\s*\/?>|<\/(p|div|tr|h\d)>/gi, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/\n\s*\n+/g, '\n\n');
