import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describeError } from '@enterwait/judge/errors';
import { MAIL_CLAIM_SECONDS, type SentMail, type Withheld } from '@enterwait/judge/table';
import type { PipelineLogger } from '@enterwait/lambda/runtime';
import type { Context } from 'aws-lambda';

type Claim = SentMail | (Withheld & Pick<SentMail, 'at'>);

export interface MailClaims {
  /**
   * Sends a mail unless one was sent under the same key. The claim is written before the mail is sent. A failed try
   * releases it, and the claim of a crashed try expires with its Lambda's remaining time.
   * @param key as `mailClaimKey` makes it
   * @returns the provider's id of the mail; or that it was already sent, or withheld
   * @throws the error of `send`, or of the table; also while another try holds the claim
   */
  sendOnce(key: string, context: Context, send: () => Promise<string | Withheld>): Promise<string>;
}

/** Powertools would hash the key. Unhashed, an operator can find the claim of an event. */
class ReadableKeys extends DynamoDBPersistenceLayer {
  protected override getHashedIdempotencyKey(key: unknown): string {
    return String(key);
  }
}

export function createMailClaims(client: DynamoDBClient, tableName: string, logger: PipelineLogger): MailClaims {
  const persistenceStore = new ReadableKeys({
    tableName,
    keyAttr: 'id',
    expiryAttr: 'expiration',
    awsSdkV3Client: client,
  });
  const config = new IdempotencyConfig({ expiresAfterSeconds: MAIL_CLAIM_SECONDS });

  return {
    async sendOnce(key, context, send) {
      config.registerLambdaContext(context);
      let sent: string | Withheld | undefined;
      const claimAndSend = makeIdempotent(
        async (_key: string): Promise<Claim> => {
          sent = await send();
          const at = new Date().toISOString();
          return typeof sent === 'string' ? { id: sent, at } : { ...sent, at };
        },
        { persistenceStore, config },
      );
      try {
        const claim = await claimAndSend(key);
        return sent === undefined ? `already ${wordsOf(claim)}` : reportOf(sent);
      } catch (error) {
        if (sent === undefined) throw error;
        // The mail is sent and only the claim could not be completed: failing now would send a second one.
        logger.error('claim not completed', { claim: key, ...describeError(error) });
        return reportOf(sent);
      }
    },
  };
}

const reportOf = (sent: string | Withheld): string => (typeof sent === 'string' ? sent : `withheld: ${sent.withheld}`);

/** Claims of earlier releases stored only the id. */
function wordsOf(claim: Claim | string): string {
  if (typeof claim === 'string') return `sent: ${claim}`;
  return 'withheld' in claim ? reportOf(claim) : `sent: ${claim.id}`;
}
