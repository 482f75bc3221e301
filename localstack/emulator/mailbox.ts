import { UserError } from '@enterwait/command-line/errors';
import { z } from 'zod';
import { request } from './http.ts';

/** A mail as stored by an emulator's SES. */
export interface Mail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** ISO 8601; empty if the emulator does not report it. */
  sentAt: string;
}

const maybeText = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const addresses = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

const miniStackSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(
      z.object({
        MessageId: z.string(),
        Source: maybeText,
        To: addresses,
        Subject: maybeText,
        BodyText: maybeText,
        BodyHtml: maybeText,
        Timestamp: z.union([z.string(), z.number()]).nullish(),
      }),
    ),
  ),
});

const localStackSchema = z.object({
  messages: z.array(
    z.object({
      Id: z.string(),
      Source: maybeText,
      Destination: z.object({ ToAddresses: addresses }).nullish(),
      Subject: maybeText,
      Body: z.object({ text_part: maybeText, html_part: maybeText }).nullish(),
      Timestamp: maybeText,
    }),
  ),
});

export function readMiniStackMails(json: string): Mail[] {
  const { messages } = miniStackSchema.parse(JSON.parse(json));
  return Object.values(messages)
    .flat()
    .map((mail) => ({
      id: mail.MessageId,
      from: mail.Source,
      to: mail.To,
      subject: mail.Subject,
      text: mail.BodyText,
      html: mail.BodyHtml,
      sentAt: toIso(mail.Timestamp),
    }));
}

export function readLocalStackMails(json: string): Mail[] {
  const { messages } = localStackSchema.parse(JSON.parse(json));
  return messages.map((mail) => ({
    id: mail.Id,
    from: mail.Source,
    to: mail.Destination?.ToAddresses ?? [],
    subject: mail.Subject,
    text: mail.Body?.text_part ?? '',
    html: mail.Body?.html_part ?? '',
    sentAt: toIso(mail.Timestamp),
  }));
}

export type MailingEmulator = 'ministack' | 'localstack';

/** Where each emulator lists the sent mails. */
export const MAILBOX_PATHS: Readonly<Record<MailingEmulator, string>> = {
  ministack: '/_ministack/ses/messages',
  localstack: '/_aws/ses',
};

/** Addresses encoded for a header, for ministack_start.py and localstack_start.py. A path could end up in a log. */
export const addressesHeader = (addresses: readonly string[]): string =>
  JSON.stringify(addresses.map(encodeURIComponent));

/**
 * The sent mails, oldest first.
 * @param to return only mails to any of these addresses, which must fit into a header (16 KB); all mails if left out. The emulators filter.
 * @throws UserError (`NO_MAILBOX`) when the emulator does not answer
 */
export async function fetchMails(emulator: MailingEmulator, endpoint: string, to?: readonly string[]): Promise<Mail[]> {
  const path = MAILBOX_PATHS[emulator];
  const headers: HeadersInit = to === undefined ? {} : { 'x-only-addresses': addressesHeader(to) };
  const answer = await request(endpoint + path, { headers }, 10_000);
  if (answer?.status !== 200) {
    throw new UserError(
      'NO_MAILBOX',
      `${endpoint}${path}: 답이 없습니다 (${answer ? `HTTP ${answer.status}` : 'no answer'})`,
    );
  }
  const mails = emulator === 'ministack' ? readMiniStackMails(answer.text) : readLocalStackMails(answer.text);
  return mails
    .filter((mail) => to === undefined || mail.to.some((one) => to.includes(one)))
    .sort((one, other) => one.sentAt.localeCompare(other.sentAt));
}

function toIso(time: string | number | null | undefined): string {
  if (time === null || time === undefined || time === '') return '';
  // Either seconds since 1970 or a text. In both emulators a text without a zone is UTC.
  const text = typeof time === 'number' ? time * 1000 : /[Zz]|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}
