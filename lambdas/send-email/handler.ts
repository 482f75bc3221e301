import { addressKeyOf, heldBackFor, isErased } from '@enterwait/domain/application';
import { type AccountMail, type JudgedEvent, PROVING_MAILS } from '@enterwait/domain/protocol';
import { OutOfTimeError, UnprocessableRecordError } from '@enterwait/judge/errors';
import {
  bodyOfMessage,
  createMailAddresses,
  judgedEventOfMessage,
  type MailAddresses,
  mailClaimKey,
  type Withheld,
} from '@enterwait/judge/table';
import {
  type ConsumerDependencies,
  consumerDependencies,
  createConsumer,
  type RecordReport,
} from '@enterwait/lambda/consumer';
import {
  createDocumentClient,
  createDynamoDBClient,
  createSESClient,
  lazily,
  MAIL_MS,
  readEnvironment,
  traceOf,
  type Variables,
} from '@enterwait/lambda/runtime';
import type { Context } from 'aws-lambda';
import { accountMailOf } from './account-mail.ts';
import { createMailClaims, type MailClaims } from './claims.ts';
import { type MailContent, type MailSettings, renderAccountMail, renderMail } from './mail.ts';
import { createMailer, type Mailer } from './mailer.ts';

/** Two slow calls of DynamoDB: the claim, and the lookup of the address. */
const CLAIM_MS = 8000;

export interface SendEmailDependencies extends ConsumerDependencies, Pick<MailSettings, 'siteUrl'> {
  readonly claims: MailClaims;
  /** Which addresses are suppressed. */
  readonly addresses: Pick<MailAddresses, 'state'>;
  readonly mailer: Mailer;
  /** Receives every mail instead of the recipient, if set. */
  readonly sandboxRecipient: string | undefined;
  readonly render: typeof renderMail;
}

/**
 * SendEmail: one mail to the parent for every applied event, none for a refused one; one for every account mail; none
 * to a suppressed address, except the mail that verifies it again. Mails are sent one by one: SES limits the mails per
 * second (14 for a new account), and the number of concurrent batches controls the rate.
 */
export const createHandler = (dependencies: SendEmailDependencies) =>
  createConsumer(
    async (record, context) => {
      const body = bodyOfMessage(record);
      const accountMail = accountMailOf(body);
      return accountMail === undefined
        ? mailEvent(judgedEventOfMessage(body), dependencies, context)
        : mailAccount(accountMail, dependencies, context);
    },
    // The claim takes time as well, which must be left over for the mail.
    {
      processInParallel: false,
      leastTimeMs: CLAIM_MS + MAIL_MS,
      counted: ({ mail }) => countedAs(String(mail)),
    },
    dependencies,
  );

async function mailEvent(
  event: JudgedEvent,
  dependencies: SendEmailDependencies,
  context: Context,
): Promise<RecordReport> {
  const report = { event_id: event.event_id, request_id: event.request_id, type: event.type, ...traceOf(event) };
  if (event.outcome === 'refused') return { ...report, mail: 'none: refused' };
  if (event.application === null) throw new UnprocessableRecordError('applied event without an application');
  if (isErased(event.application)) return { ...report, mail: 'none: erased' };

  const { sandboxRecipient, siteUrl, render } = dependencies;
  const content = renderOrGiveUp(event.type, () => render(event, { sandbox: sandboxRecipient !== undefined, siteUrl }));
  const mail = await send(event.event_id, event.application.parent_email, content, dependencies, context);
  return { ...report, mail };
}

/** What a report says instead of the provider's id. */
const NO_MAIL = /^(?:none|already|undefined)/;
const countedAs = (mail: string) =>
  mail.startsWith('withheld') ? 'WithheldMails' : NO_MAIL.test(mail) ? undefined : 'Mails';

/** Its id makes it unique and is logged; address and link are never logged. */
async function mailAccount(
  accountMail: AccountMail,
  dependencies: SendEmailDependencies,
  context: Context,
): Promise<RecordReport> {
  const { mail: type, mail_id, to, expires_at } = accountMail;
  const report = { mail_id, type };
  // It waited too long, or was redriven: its link has expired.
  if (Date.parse(expires_at) <= Date.now()) return { ...report, mail: 'none: expired' };
  const sandbox = dependencies.sandboxRecipient !== undefined;
  const content = renderOrGiveUp(type, () => renderAccountMail(accountMail, { sandbox }));
  const addresses = PROVING_MAILS.includes(type) ? undefined : dependencies.addresses;
  return { ...report, mail: await send(mail_id, to, content, { ...dependencies, addresses }, context) };
}

/** @param addresses undefined: send even if the address is suppressed */
function send(
  id: string,
  recipient: string,
  { template, ...content }: MailContent,
  {
    claims,
    mailer,
    sandboxRecipient,
    addresses,
  }: Pick<SendEmailDependencies, 'claims' | 'mailer' | 'sandboxRecipient'> & {
    readonly addresses: SendEmailDependencies['addresses'] | undefined;
  },
  context: Context,
): Promise<string> {
  const to = sandboxRecipient ?? recipient;
  const begin = async (): Promise<string | Withheld> => {
    const state = await addresses?.state(addressKeyOf(to));
    const reason = state && heldBackFor(state);
    if (reason !== undefined) return { withheld: reason };
    // The claim of an interrupted send expires with its Lambda, and the mail may be sent already: it would be sent
    // twice.
    if (context.getRemainingTimeInMillis() < MAIL_MS) throw new OutOfTimeError();
    return mailer.send({ to, ...content });
  };
  return claims.sendOnce(mailClaimKey(id, template), context, begin);
}

/** A template that fails will fail again. Only the error's name is kept, because its message may quote data. */
function renderOrGiveUp(type: string, render: () => MailContent): MailContent {
  try {
    return render();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    throw new UnprocessableRecordError(`template of ${type} failed: ${name}`);
  }
}

export function dependenciesFrom(variables: Variables): SendEmailDependencies {
  const environment = readEnvironment('SendEmail', variables);
  const shared = consumerDependencies(environment);
  return {
    ...shared,
    claims: createMailClaims(createDynamoDBClient(), environment.MAIL_CLAIM_TABLE_NAME, shared.logger),
    addresses: createMailAddresses(createDocumentClient(), environment.MAIL_ADDRESS_TABLE_NAME),
    mailer: createMailer(createSESClient(), environment.MAIL_SENDER, environment.MAIL_CONFIGURATION_SET),
    sandboxRecipient: environment.MAIL_SANDBOX_RECIPIENT,
    siteUrl: environment.SITE_URL,
    render: renderMail,
  };
}

export const handler = lazily(() => createHandler(dependenciesFrom(process.env)));
