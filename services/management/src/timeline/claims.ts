import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JudgedEvent } from '@enterwait/domain';
import { z } from 'zod';

/** What is known of the mail about an event. `at` is null where the claim does not tell. */
export type Mailed = { readonly state: 'sent'; readonly at: string | null } | { readonly state: 'being-sent' };

export interface MailClaims {
  /** By event_id, of those that there is a claim of; claims are kept for 30 days. */
  of(events: readonly Pick<JudgedEvent, 'event_id' | 'type' | 'origin'>[]): Promise<Map<string, Mailed>>;
}

const claimSchema = z.object({
  id: z.string(),
  status: z.string(),
  // The id alone, in claims of before.
  data: z.union([z.object({ at: z.string() }), z.unknown().transform(() => null)]).optional(),
});

const MOST_KEYS = 100;
const TRIES = 5;

export function createMailClaims(client: Pick<DynamoDBDocumentClient, 'send'>, tableName: string): MailClaims {
  return {
    async of(events) {
      const claims = new Map<string, Mailed>();
      let keys: Record<string, unknown>[] = events.slice(-MOST_KEYS).map((event) => ({ id: claimKey(event) }));
      for (let attempt = 0; keys.length > 0 && attempt < TRIES; attempt += 1) {
        const answer = await client.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys } } }));
        for (const item of answer.Responses?.[tableName] ?? []) {
          const { id, status, data } = claimSchema.parse(item);
          const mailed: Mailed =
            status === 'COMPLETED' ? { state: 'sent', at: data?.at ?? null } : { state: 'being-sent' };
          claims.set(id.slice(0, id.indexOf('#')), mailed);
        }
        keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      }
      return claims;
    },
  };
}

/** The key under which SendEmail claims the mail about an event: its id and the name of its template. */
const claimKey = ({ event_id, type, origin }: Pick<JudgedEvent, 'event_id' | 'type' | 'origin'>): string =>
  `${event_id}#${type === 'Cancel' && origin === 'nursery' ? 'leave' : type.toLowerCase()}`;
