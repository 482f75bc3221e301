import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { addressKeyOf, type MailAddressMessage, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { MAIL_FEEDBACK_QUEUE } from '@enterwait/domain/protocol';
import type { MailFeedback } from '@enterwait/http/app';
import { inTransaction, type Pool } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import type { Logger } from '@enterwait/http/server';
import { learnAddress, returnedMail } from './table.ts';

export interface MailFeedbackOptions {
  readonly sqs: Pick<SQSClient, 'send'>;
  /** The feedback queue is beside this one, in the same account: their names are fixed. */
  readonly mailQueueUrl: string;
  readonly pool: Pool;
  readonly logger: Pick<Logger, 'warn'>;
  readonly now?: () => Date;
}

export function createMailFeedback({
  sqs,
  mailQueueUrl,
  pool,
  logger,
  now = () => new Date(),
}: MailFeedbackOptions): MailFeedback {
  const QueueUrl = mailQueueUrl.replace(/[^/]*$/, MAIL_FEEDBACK_QUEUE);

  const verified = async (address_key: string, verified_at: string): Promise<void> => {
    const message: MailAddressMessage = { mail_address: 'verified', address_key, verified_at };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
  };

  return {
    verified,
    async prove(email) {
      const key = addressKeyOf(email);
      const verified_at = now().toISOString();
      if ((await inTransaction(pool, (tx) => returnedMail(tx, email))) !== undefined) {
        await verified(key, verified_at).catch((error: unknown) => {
          logger.warn({ err: error }, 'verified address not reported to the pipeline');
          throw new HttpError(
            503,
            'unavailable',
            '지금은 확인할 수 없습니다. 잠시 후 같은 링크로 다시 시도해 주세요 / not possible right now: please use the same link again later',
          );
        });
      }
      await inTransaction(pool, (tx) => learnAddress(tx, key, { ...UNKNOWN_ADDRESS, verified_at }));
    },
  };
}
