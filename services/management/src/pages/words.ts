import type { Origin, Status } from '@enterwait/domain/protocol';
import { type Text, type Tone, text } from '@enterwait/pages/parts';
import type { HealthState } from '../health/health.ts';

export const STATUS_WORDS: Record<Status, { readonly label: Text; readonly tone: Tone }> = {
  1: { label: text('신청(대기)', 'Waiting'), tone: 'information' },
  2: { label: text('승인', 'Accepted'), tone: 'success' },
  88: { label: text('반려', 'Rejected'), tone: 'danger' },
  99: { label: text('취소', 'Cancelled'), tone: 'gray' },
};

export const ORIGIN_WORDS: Record<Origin, Text> = {
  enterwait: text('학부모', 'the parent'),
  nursery: text('어린이집', 'the daycare'),
  management: text('운영자', 'an operator'),
};

export const HEALTH_WORDS: Record<HealthState, { readonly label: Text; readonly tone: Tone }> = {
  well: { label: text('정상', 'Well'), tone: 'success' },
  attention: { label: text('확인 필요', 'Needs attention'), tone: 'warning' },
  down: { label: text('멈춤', 'Down'), tone: 'danger' },
};

const PLACE_WORDS: Readonly<Record<string, Text>> = {
  'IntegrateEventQueue-dlq.fifo': text('판정하지 못한 명령', 'Commands that could not be judged'),
  'EventToNurseryQueue-dlq': text('아동관리시스템에 전달하지 못함', 'Not delivered to nursery'),
  'EventToEnterwaitQueue-dlq': text('입소대기신청시스템에 전달하지 못함', 'Not delivered to enterwait'),
  'SendEmailQueue-dlq': text('보내지 못한 메일', 'Mail that could not be sent'),
  'MailFeedbackQueue-dlq': text('반영하지 못한 반송과 확인', 'Bounces and verifications not recorded'),
  ParkedQueue: text('다시 시도해도 될 수 없는 것', 'Permanently failed'),
};
export const placeWords = (queue: string): Text => PLACE_WORDS[queue] ?? text(queue, '');
