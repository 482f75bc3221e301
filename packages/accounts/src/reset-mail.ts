import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type AccountMail, accountMailSchema } from '@enterwait/domain';
import type { Logger } from '@enterwait/service';
import { RESET_SECONDS } from './auth.ts';
import type { UnderWay } from './under-way.ts';

/** Hands mails about accounts to the queue of the mails, beside the answer that asked for them. */
export interface ResetMails {
  send(to: string, token: string): void;
}

export interface ResetMailOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly underWay: UnderWay;
}

export function createResetMails({ sqs, queueUrl, publicUrl, logger, underWay }: ResetMailOptions): ResetMails {
  const hand = async (mail: AccountMail): Promise<void> => {
    try {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(mail) }));
      logger.info({ mail: mail.mail, mailId: mail.mail_id }, 'a mail about an account was handed over');
    } catch (error) {
      // Whoever waits for it asks again; nothing of theirs has changed.
      logger.warn({ err: error, mail: mail.mail, mailId: mail.mail_id }, 'a mail about an account was not handed over');
    }
  };

  return {
    send(to, token) {
      underWay.start('reset mail', () =>
        hand(
          accountMailSchema.parse({
            mail: 'password-reset',
            mail_id: randomUUID(),
            to,
            url: `${publicUrl}/reset?token=${encodeURIComponent(token)}`,
            expires_at: new Date(Date.now() + RESET_SECONDS * 1000).toISOString(),
          }),
        ),
      );
    },
  };
}
