import type { CommandType, JudgedEvent } from '@enterwait/domain';
import { type Fact, toHtml, toText } from './layout.ts';
import { accept } from './templates/accept.ts';
import { cancel } from './templates/cancel.ts';
import { reject } from './templates/reject.ts';
import { request } from './templates/request.ts';
import { initialOf, koreaTime, type MailTemplate } from './words.ts';

/** A mail but for its addresses. `template` names it in the claim. */
export interface MailContent {
  readonly template: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const TEMPLATES = { Request: request, Cancel: cancel, Accept: accept, Reject: reject } as const satisfies Record<
  CommandType,
  MailTemplate
>;

/**
 * The mail about an applied event: Korean first, English below, as text and as HTML. A mail travels unprotected, so
 * of the family it holds an initial, nothing else.
 * @param sandbox the mail goes to a test address instead of the parent's, and says so
 */
export function renderMail(event: JudgedEvent, { sandbox }: { readonly sandbox: boolean }): MailContent {
  const { subject, happened, next }: MailTemplate = TEMPLATES[event.type];
  const message = { subject, happened: happened(event), next, facts: factsOf(event), sandbox };
  return {
    template: event.type.toLowerCase(),
    subject: `${sandbox ? '[시험 · Test] ' : ''}${subject.ko} · ${subject.en}`,
    text: toText(message),
    html: toHtml(message),
  };
}

function factsOf({ application, event_id, judged_at }: JudgedEvent): Fact[] {
  const child = initialOf(application?.child_name ?? '');
  const nursery = application?.nursery_id ?? '';
  const date = koreaTime(new Date(judged_at));
  return [
    { label: { ko: '아동', en: 'Child' }, value: { ko: child, en: child } },
    { label: { ko: '어린이집 번호', en: 'Daycare' }, value: { ko: nursery, en: nursery } },
    // Not the number of the application: the child's number is a part of it.
    { label: { ko: '접수 번호', en: 'Reference' }, value: { ko: event_id, en: event_id } },
    { label: { ko: '처리 일시', en: 'Date' }, value: date },
  ];
}
