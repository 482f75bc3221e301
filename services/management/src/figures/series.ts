import { SYSTEMS } from '@enterwait/domain/protocol';
import type { Bilingual } from '../timeline/words.ts';

/** Figures of one time by series name; unavailable ones are left out. */
export type Figures = Readonly<Record<string, number>>;

/** `counter`: only grows until its process restarts; shown as its growth per minute. */
type Kind = 'gauge' | 'counter';

export interface Series {
  readonly name: string;
  readonly label: Bilingual;
  readonly kind: Kind;
}

export interface Plot {
  readonly id: string;
  readonly title: Bilingual;
  readonly unit: Bilingual;
  readonly series: readonly Series[];
}

const MESSAGES = { ko: '건', en: 'messages' };
const SECONDS = { ko: '초', en: 'seconds' };
const SYSTEM_LABELS = {
  enterwait: { ko: '입소대기신청', en: 'enterwait' },
  nursery: { ko: '아동관리', en: 'nursery' },
} as const;
const ofSystems = (prefix: string, kind: Kind): Series[] =>
  SYSTEMS.map((system) => ({ name: `${prefix}.${system}`, label: SYSTEM_LABELS[system], kind }));

/** Both systems and this one, because operators send commands as well. */
const ofAskers = (prefix: string): Series[] => [
  ...ofSystems(prefix, 'gauge'),
  { name: `${prefix}.management`, label: { ko: '운영자', en: 'operators' }, kind: 'gauge' },
];

const QUEUE_LABELS: Readonly<Record<string, Bilingual>> = {
  IntegrateEventQueue: { ko: '판정 대기', en: 'to judge' },
  EventToNurseryQueue: { ko: '아동관리로', en: 'to nursery' },
  EventToEnterwaitQueue: { ko: '신청시스템으로', en: 'to enterwait' },
  SendEmailQueue: { ko: '메일', en: 'mail' },
  MailFeedbackQueue: { ko: '되돌아온 메일', en: 'returned mail' },
};
const ofQueues = (prefix: string): Series[] =>
  Object.entries(QUEUE_LABELS).map(([queue, label]) => ({ name: `${prefix}.${queue}`, label, kind: 'gauge' }));

/** What is shown over time. Series are named only here; the sampler collects exactly these. */
export const PLOTS: readonly Plot[] = [
  {
    id: 'applications',
    title: { ko: '상태별 신청', en: 'Applications by status' },
    unit: { ko: '건', en: 'applications' },
    series: [
      { name: 'applications.1', label: { ko: '신청(대기)', en: 'waiting' }, kind: 'gauge' },
      { name: 'applications.2', label: { ko: '승인', en: 'accepted' }, kind: 'gauge' },
      { name: 'applications.88', label: { ko: '반려', en: 'rejected' }, kind: 'gauge' },
      { name: 'applications.99', label: { ko: '취소', en: 'cancelled' }, kind: 'gauge' },
    ],
  },
  {
    id: 'commands',
    title: { ko: '접수된 명령', en: 'Commands accepted' },
    unit: { ko: '분당', en: 'a minute' },
    series: ofSystems('commands', 'counter'),
  },
  {
    id: 'deliveries',
    title: { ko: '반영된 전달', en: 'Deliveries applied' },
    unit: { ko: '분당', en: 'a minute' },
    series: ofSystems('deliveries', 'counter'),
  },
  {
    id: 'queues',
    title: { ko: '큐에 있는 메시지', en: 'Messages in the queues' },
    unit: MESSAGES,
    series: ofQueues('queue'),
  },
  {
    id: 'dead-letters',
    title: { ko: '데드레터와 보관', en: 'Dead letters and parked' },
    unit: MESSAGES,
    series: [...ofQueues('dead'), { name: 'parked', label: { ko: '따로 보관', en: 'parked' }, kind: 'gauge' }],
  },
  {
    id: 'outbox',
    title: { ko: '보내지 못한 명령', en: 'Unsent commands' },
    unit: MESSAGES,
    series: ofAskers('outbox'),
  },
  {
    id: 'outbox-age',
    title: { ko: '가장 오래 보내지 못한 시간', en: 'Oldest unsent command' },
    unit: SECONDS,
    series: ofAskers('outbox_age'),
  },
  {
    id: 'unanswered',
    title: { ko: '보냈으나 답이 없는 명령', en: 'Unanswered commands' },
    unit: MESSAGES,
    series: ofAskers('unanswered'),
  },
  {
    id: 'unanswered-age',
    title: { ko: '가장 오래 답이 없는 시간', en: 'Oldest unanswered command' },
    unit: SECONDS,
    series: ofAskers('unanswered_age'),
  },
];

/** Sample times are multiples of this; seconds. */
export const EVERY_S = 15;

/** The selectable periods, and the seconds between two points for each. */
export const RANGES = {
  '1h': { seconds: 3600, step: EVERY_S, label: { ko: '1시간', en: '1 hour' } },
  '24h': { seconds: 86_400, step: 300, label: { ko: '24시간', en: '24 hours' } },
  '7d': { seconds: 7 * 86_400, step: 3600, label: { ko: '7일', en: '7 days' } },
} as const;
export type RangeName = keyof typeof RANGES;
