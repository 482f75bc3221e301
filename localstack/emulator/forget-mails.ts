import { z } from 'zod';
import { request } from './http.ts';
import { addressesHeader, fetchMails, MAILBOX_PATHS, type MailingEmulator } from './mailbox.ts';

/** Where an emulator keeps the mails it was given. SES in AWS keeps none: a sent mail is with its receiver. */
export interface Mailbox {
  readonly emulator: MailingEmulator;
  readonly endpoint: string;
}

const forgottenSchema = z.object({ forgotten: z.int() });

/** Makes an emulator forget the mails to these addresses. @returns how many, or undefined if the emulator cannot */
export async function forgetMails(
  { emulator, endpoint }: Mailbox,
  addresses: readonly string[],
): Promise<number | undefined> {
  if (emulator === 'ministack') {
    // localstack/emulator/extensions/ministack_start.py answers this.
    const answer = await request(
      endpoint + MAILBOX_PATHS.ministack,
      { method: 'DELETE', headers: { 'x-forget-addresses': addressesHeader(addresses) } },
      10_000,
    );
    return answer?.status === 200 ? forgottenSchema.parse(JSON.parse(answer.text)).forgotten : undefined;
  }
  const mails = await fetchMails(emulator, endpoint, addresses);
  for (const { id } of mails) {
    const answer = await request(
      `${endpoint}${MAILBOX_PATHS.localstack}?id=${encodeURIComponent(id)}`,
      { method: 'DELETE' },
      10_000,
    );
    if (answer === undefined || answer.status >= 300) return undefined;
  }
  return mails.length;
}
