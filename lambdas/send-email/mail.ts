import type { AccountMail, JudgedEvent } from '@enterwait/domain/protocol';
import { type EventMail, eventMailOf } from '@enterwait/judge/table';
import { type Fact, type Message, toHtml, toText } from './layout.tsx';
import { accept } from './templates/accept.ts';
import { ACCOUNT_TEMPLATES } from './templates/account.ts';
import { cancel, cancelByAgency } from './templates/cancel.ts';
import { leave } from './templates/leave.ts';
import { reject } from './templates/reject.ts';
import { request } from './templates/request.ts';
import { initialOf, koreaTime, type MailTemplate } from './words.ts';

/** A mail without its addresses. `template` is part of its claim's key. */
export interface MailContent {
  readonly template: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailSettings {
  /** The mail goes to a test address instead of the parent's, and says so. */
  readonly sandbox: boolean;
  /** Base URL of the parents' site, without a trailing slash; undefined: mails contain no link. */
  readonly siteUrl?: string | undefined;
}

const TEMPLATES: Record<EventMail, (event: JudgedEvent) => MailTemplate> = {
  request: () => request,
  cancel: ({ origin }) => (origin === 'management' ? cancelByAgency : cancel),
  leave: () => leave,
  accept: () => accept,
  reject: () => reject,
};

/**
 * The mail about an applied event: Korean first, English below, as text and as HTML. Mail travels unprotected, so the
 * only thing it contains of the family is an initial. Its link names the event and shows nothing to anyone who is not
 * signed in.
 */
export function renderMail(event: JudgedEvent, { sandbox, siteUrl }: MailSettings): MailContent {
  const mail = eventMailOf(event);
  const { subject, happened, next } = TEMPLATES[mail](event);
  return contentOf(mail, {
    subject,
    happened,
    next: typeof next === 'function' ? next(event) : next,
    facts: factsOf(event),
    sandbox,
    ...(siteUrl === undefined
      ? {}
      : { link: { label: { ko: '신청 보기', en: 'See the application' }, url: `${siteUrl}/a/${event.event_id}` } }),
  });
}

/** The mail about an account. */
export const renderAccountMail = (mail: AccountMail, { sandbox }: Pick<MailSettings, 'sandbox'>): MailContent =>
  contentOf(mail.mail, { ...ACCOUNT_TEMPLATES[mail.mail](mail), sandbox });

function contentOf(template: string, message: Message): MailContent {
  const { subject, sandbox } = message;
  return {
    template,
    subject: `${sandbox ? '[시험 · Test] ' : ''}${subject.ko} · ${subject.en}`,
    text: toText(message),
    html: toHtml(message),
  };
}

function factsOf({ application, entry, event_id, judged_at, note }: JudgedEvent): Fact[] {
  const same = (value: string) => ({ ko: value, en: value });
  return [
    { label: { ko: '아동', en: 'Child' }, value: same(initialOf(application?.child_name ?? '')) },
    { label: { ko: '어린이집', en: 'Daycare' }, value: same(entry?.nursery_name ?? application?.nursery_id ?? '') },
    ...(note === undefined ? [] : [{ label: { ko: '사유', en: 'Reason' }, value: same(note) }]),
    // Not the application's number: it contains the child's number.
    { label: { ko: '접수 번호', en: 'Reference' }, value: same(event_id) },
    { label: { ko: '처리 일시', en: 'Date' }, value: koreaTime(new Date(judged_at)) },
  ];
}
