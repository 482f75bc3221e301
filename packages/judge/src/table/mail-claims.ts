import { RETURN_REASONS, type ReturnReason } from '@enterwait/domain/application';
import type { CommandType, JudgedEvent } from '@enterwait/domain/protocol';
import { z } from 'zod';

/** What a completed claim stores: the provider's id of the mail, and when the provider accepted it (ISO 8601, UTC). */
export interface SentMail {
  readonly id: string;
  readonly at: string;
}

/**
 * A mail that was withheld, and why. It is claimed like a sent one: it is not sent later, when it is no longer news.
 */
export interface Withheld {
  readonly withheld: ReturnReason;
}

/**
 * How long a claim is kept. Longer than any message of the pipeline can live: a repeated command waits up to 14 days in
 * its queue and 14 in the dead-letter queue; its event is then republished, and waits for its mail up to 4 days and 14:
 * 46 days.
 */
export const MAIL_CLAIM_SECONDS = 60 * 24 * 3600;

/** A claim as stored in the table. `data` is null in claims of earlier releases, which stored only the id. */
export const mailClaimSchema = z.object({
  id: z.string(),
  status: z.string(),
  data: z
    .union([
      z.object({ at: z.string(), withheld: z.enum(RETURN_REASONS) }),
      z.object({ at: z.string() }),
      z.unknown().transform(() => null),
    ])
    .optional(),
});

/** The mails about events, by the names in their claims. */
export type EventMail = 'request' | 'cancel' | 'leave' | 'accept' | 'reject';

const EVENT_MAILS: Record<CommandType, (event: Pick<JudgedEvent, 'origin'>) => EventMail> = {
  Request: () => 'request',
  // A Cancel that the daycare asked for: the child has left.
  Cancel: ({ origin }) => (origin === 'nursery' ? 'leave' : 'cancel'),
  Accept: () => 'accept',
  Reject: () => 'reject',
};

/** Which mail an applied event sends. */
export const eventMailOf = (event: Pick<JudgedEvent, 'type' | 'origin'>): EventMail => EVENT_MAILS[event.type](event);

/**
 * The key that claims a mail, so it is sent once. It is readable, because operators look claims up by it.
 * @param id the event, or the account mail, that it is about
 */
export const mailClaimKey = (id: string, mail: string): string => `${id}#${mail}`;

/** The id that a key was made of. */
export const idOfMailClaim = (key: string): string => key.slice(0, key.indexOf('#'));
