import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import {
  ACCOUNT_MAIL_MAJORS,
  type AccountMail,
  type AccountMailKind,
  accountMailSchema,
} from '@enterwait/domain/protocol';
import type { Logger } from '@enterwait/http/server';
import type { BackgroundTasks } from './background-tasks.ts';

/** A mail about an account, without its recipient. */
interface AccountMailContent {
  /** The page it links to, with its query: `/reset?token=…`. */
  readonly path: string;
  /** How long it is useful, in seconds. */
  readonly seconds: number;
}

/** Puts account mails on the mail queue, in the background of the answer. */
export interface AccountMails {
  send(kind: AccountMailKind, to: string, content: AccountMailContent): void;
}

export interface AccountMailOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly backgroundTasks: BackgroundTasks;
}

export function createAccountMails({
  sqs,
  queueUrl,
  publicUrl,
  logger,
  backgroundTasks,
}: AccountMailOptions): AccountMails {
  const hand = async (mail: AccountMail): Promise<void> => {
    try {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(mail) }));
      logger.info({ mail: mail.mail, mailId: mail.mail_id }, 'a mail about an account was handed over');
    } catch (error) {
      // A person who waits for the mail will ask again; nothing of theirs has changed.
      logger.warn({ err: error, mail: mail.mail, mailId: mail.mail_id }, 'a mail about an account was not handed over');
    }
  };

  return {
    send(kind, to, { path, seconds }) {
      backgroundTasks.start('account mail', () =>
        hand(
          accountMailSchema.parse({
            mail: kind,
            mail_id: randomUUID(),
            to,
            url: publicUrl + path,
            expires_at: new Date(Date.now() + seconds * 1000).toISOString(),
            message_version: ACCOUNT_MAIL_MAJORS[kind],
          }),
        ),
      );
    },
  };
}
