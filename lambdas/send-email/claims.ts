import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describeError, type PipelineLogger } from '@enterwait/pipeline';
import type { Context } from 'aws-lambda';

/** What a completed claim keeps: the provider's id of the mail, and when the provider took it (ISO 8601, UTC). */
export interface SentMail {
  readonly id: string;
  readonly at: string;
}

export interface MailClaims {
  /**
   * Sends a mail unless one was sent under the same key. The claim comes before the mail; a try that failed gives it
   * back, and the claim of a try that crashed ends with the time that its Lambda had left.
   * @param key `<event_id>#<template>`
   * @returns the id that the provider gave the mail, or that there was one already
   * @throws the error of `send`, or of the table; also while another try holds the claim
   */
  sendOnce(key: string, context: Context, send: () => Promise<string>): Promise<string>;
}

/**
 * Longer than any message of the pipeline can live. A repeat of a command waits up to 14 days in its queue and 14 in the dead-letter queue;
 * its event is then told again, and waits for its mail up to 4 days and 14: 46 days.
 */
const CLAIM_SECONDS = 60 * 24 * 3600;

/** Powertools would hash the key; as it is, an operator finds the claim of an event by looking. */
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
  const config = new IdempotencyConfig({ expiresAfterSeconds: CLAIM_SECONDS });

  return {
    async sendOnce(key, context, send) {
      config.registerLambdaContext(context);
      let sent: string | undefined;
      const claimAndSend = makeIdempotent(
        async (_key: string): Promise<SentMail> => {
          sent = await send();
          return { id: sent, at: new Date().toISOString() };
        },
        { persistenceStore, config },
      );
      try {
        const mail = await claimAndSend(key);
        return sent === undefined ? `already sent: ${idOf(mail)}` : sent;
      } catch (error) {
        if (sent === undefined) throw error;
        // The mail is out and only the claim could not be completed: to fail now would send a second one.
        logger.error('claim not completed', { claim: key, ...describeError(error) });
        return sent;
      }
    },
  };
}

/** Claims of before kept the id alone. */
const idOf = (mail: SentMail | string): string => (typeof mail === 'string' ? mail : mail.id);
