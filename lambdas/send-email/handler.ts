import type { JudgedEvent } from '@enterwait/domain';
import {
  type ConsumerDependencies,
  consumerDependencies,
  createConsumer,
  createDynamoDBClient,
  createSESClient,
  judgedEventOfMessage,
  lazily,
  readEnvironment,
  UnprocessableRecordError,
  type Variables,
} from '@enterwait/pipeline';
import { createMailClaims, type MailClaims } from './claims.ts';
import { type MailContent, renderMail } from './mail.ts';
import { createMailer, type Mailer } from './mailer.ts';

export interface SendEmailDependencies extends ConsumerDependencies {
  readonly claims: MailClaims;
  readonly mailer: Mailer;
  /** Takes every mail instead of the parent. */
  readonly sandboxRecipient: string | undefined;
  readonly render: typeof renderMail;
}

/**
 * SendEmail: one mail to the parent for every applied event; none for a refused one. Mails go out one by one: SES limits
 * the mails a second (14 for a new account), and how many batches run at once is the dial for it.
 */
export const createHandler = (dependencies: SendEmailDependencies) =>
  createConsumer(
    async (record, context) => {
      const event = judgedEventOfMessage(record);
      const report = { event_id: event.event_id, request_id: event.request_id, type: event.type };
      if (event.outcome === 'refused') return { ...report, mail: 'none: refused' };
      if (event.application === null) throw new UnprocessableRecordError('applied event without an application');

      const { claims, mailer, sandboxRecipient } = dependencies;
      const { template, ...content } = renderOrGiveUp(event, dependencies);
      const to = sandboxRecipient ?? event.application.parent_email;
      const mail = await claims.sendOnce(`${event.event_id}#${template}`, context, () =>
        mailer.send({ to, ...content }),
      );
      return { ...report, mail };
    },
    { processInParallel: false },
    dependencies,
  );

/** A template that fails will fail again. The error may quote the data: its name alone is kept. */
function renderOrGiveUp(event: JudgedEvent, { render, sandboxRecipient }: SendEmailDependencies): MailContent {
  try {
    return render(event, { sandbox: sandboxRecipient !== undefined });
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    throw new UnprocessableRecordError(`template of ${event.type} failed: ${name}`);
  }
}

export function dependenciesFrom(variables: Variables): SendEmailDependencies {
  const environment = readEnvironment('SendEmail', variables);
  const shared = consumerDependencies(environment);
  return {
    ...shared,
    claims: createMailClaims(createDynamoDBClient(), environment.MAIL_CLAIM_TABLE_NAME, shared.logger),
    mailer: createMailer(createSESClient(), environment.MAIL_SENDER),
    sandboxRecipient: environment.MAIL_SANDBOX_RECIPIENT,
    render: renderMail,
  };
}

export const handler = lazily(() => createHandler(dependenciesFrom(process.env)));
