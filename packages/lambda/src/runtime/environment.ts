import { ConfigurationError } from '@enterwait/judge/errors';
import { z } from 'zod';

/**
 * Every variable of every Lambda, in one place. Terraform sets them (`terraform/modules/pipeline/functions.tf`). In
 * addition, Powertools reads POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL, and the AWS SDK reads AWS_REGION, its
 * credentials and, on an emulator, AWS_ENDPOINT_URL.
 */
const url = z.url({ protocol: /^https?$/ });
const name = z.string().min(1);
const withoutSlash = (address: string): string => address.replace(/\/+$/, '');
const singleLine = z.string().regex(/^[^\p{Cc}]+$/u);

const shared = {
  /** Where records that can never succeed are parked. */
  PARKED_QUEUE_URL: url,
};

const consuming = {
  ...shared,
  /** The queue's maxReceiveCount. If absent, only SQS moves dead letters, and their reasons are lost. */
  MAX_RECEIVE_COUNT: z.coerce.number().int().min(1).max(1000).optional(),
};

const signing = {
  /** Name or ARN of the secret in Secrets Manager; its value is `whsec_<base64>`. */
  WEBHOOK_SECRET_ID: name,
  /** How long a system may take to answer, in milliseconds. */
  DELIVERY_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5000),
};

const delivering = {
  ...consuming,
  ...signing,
  /** Takes the whole judged event: the outcome of the system's own command. */
  OUTCOME_URL: url,
};

export const ENVIRONMENTS = {
  SQSToDynamoDB: z.object({
    ...consuming,
    /** Table of the STATE and EVENT# items. */
    TABLE_NAME: name,
    /** Where events of repeated commands are republished. If absent, they are not. */
    EVENT_BUS_NAME: name.optional(),
    /** The event of a repeated command is republished if it was judged longer ago than this: its answer got lost. */
    RETELL_AFTER_SECONDS: z.coerce.number().int().min(0).max(86_400).default(300),
  }),
  DynamoDBToEventBridge: z.object({
    ...shared,
    /** Name or ARN of the bus that receives judged events. */
    EVENT_BUS_NAME: name,
  }),
  SQSToNursery: z.object({
    ...delivering,
    /** Takes the ten fields of an applied Request. */
    REQUEST_URL: url,
    /** Takes the ten fields of an applied Cancel. */
    CANCEL_URL: url,
  }),
  SQSToEnterwait: z.object({
    ...delivering,
    /** Takes the ten fields of an applied Accept. */
    ACCEPT_URL: url,
    /** Takes the ten fields of an applied Reject. */
    REJECT_URL: url,
  }),
  SendEmail: z.object({
    ...consuming,
    /** The sender's address: a verified SES identity. */
    MAIL_SENDER: singleLine,
    /** Receives every mail instead of the parent, for an SES account in the sandbox. Empty counts as not set. */
    MAIL_SANDBOX_RECIPIENT: z.union([z.literal('').transform(() => undefined), z.email()]).optional(),
    /** Base URL of the parents' site, for the link in a mail; empty or absent: mails contain none. */
    SITE_URL: z.union([z.literal('').transform(() => undefined), url.transform(withoutSlash)]).optional(),
    /** Table of the claims that prevent a mail from being sent twice. */
    MAIL_CLAIM_TABLE_NAME: name,
    /** Table of the suppressed addresses. */
    MAIL_ADDRESS_TABLE_NAME: name,
    /** The SES configuration set, which makes SES report bounces. Absent on an emulator. */
    MAIL_CONFIGURATION_SET: name.optional(),
  }),
  MailFeedback: z.object({
    ...consuming,
    ...signing,
    /** Table of the suppressed addresses. */
    MAIL_ADDRESS_TABLE_NAME: name,
    /** Where each system is notified of an address's state. */
    ENTERWAIT_MAIL_ADDRESS_URL: url,
    NURSERY_MAIL_ADDRESS_URL: url,
  }),
} as const;

export type FunctionName = keyof typeof ENVIRONMENTS;
export type EnvironmentOf<F extends FunctionName> = z.output<(typeof ENVIRONMENTS)[F]>;
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The validated environment of one Lambda.
 * @throws ConfigurationError naming every variable that is missing or malformed
 */
export function readEnvironment<F extends FunctionName>(lambda: F, variables: Variables): EnvironmentOf<F> {
  const parsed = ENVIRONMENTS[lambda].safeParse(variables);
  if (parsed.success) return parsed.data as EnvironmentOf<F>;
  const wrong = parsed.error.issues.map((issue) => {
    const variable = issue.path.join('.');
    return variables[variable] === undefined ? `${variable} is missing` : `${variable} is malformed (${issue.code})`;
  });
  throw new ConfigurationError(`${lambda}: ${wrong.join(', ')}`);
}
