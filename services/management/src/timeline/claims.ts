import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ReturnReason } from '@enterwait/domain/application';
import type { JudgedEvent } from '@enterwait/domain/protocol';
import type { Logger } from '@enterwait/http/server';
import { batchGet, eventMailOf, idOfMailClaim, mailClaimKey, mailClaimSchema } from '@enterwait/judge/table';
import type { z } from 'zod';

/** What is known of the mail about an event. `at` is null if the claim does not contain it. */
export type Mailed =
  | { readonly state: 'sent'; readonly at: string | null }
  | { readonly state: 'withheld'; readonly at: string; readonly reason: ReturnReason }
  | { readonly state: 'being-sent' };

export interface MailClaimReader {
  /** By event_id, for existing claims; a claim is kept for `MAIL_CLAIM_SECONDS`. */
  of(events: readonly Pick<JudgedEvent, 'event_id' | 'type' | 'origin'>[]): Promise<Map<string, Mailed>>;
}

const MOST_KEYS = 100;

export function createMailClaimReader(
  client: Pick<DynamoDBDocumentClient, 'send'>,
  tableName: string,
  logger: Pick<Logger, 'warn'>,
): MailClaimReader {
  return {
    async of(events) {
      const claims = new Map<string, Mailed>();
      const keys = events.slice(-MOST_KEYS).map((event) => ({ id: mailClaimKey(event.event_id, eventMailOf(event)) }));
      for (const item of await batchGet(client, tableName, keys, { consistent: false })) {
        const claim = mailClaimSchema.safeParse(item);
        if (!claim.success) {
          logger.warn({ claim: String(item.id) }, 'a claim of a mail cannot be read');
          continue;
        }
        const { id, status, data } = claim.data;
        claims.set(idOfMailClaim(id), mailedOf(status, data));
      }
      return claims;
    },
  };
}

function mailedOf(status: string, data: z.infer<typeof mailClaimSchema>['data']): Mailed {
  if (status !== 'COMPLETED') return { state: 'being-sent' };
  if (data != null && 'withheld' in data) return { state: 'withheld', at: data.at, reason: data.withheld };
  return { state: 'sent', at: data?.at ?? null };
}
