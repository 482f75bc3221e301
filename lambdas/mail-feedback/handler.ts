import { type MailAddressNotice, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import { createMailAddresses, type MailAddresses } from '@enterwait/judge/table';
import {
  type ConsumerDependencies,
  consumerDependencies,
  createConsumer,
  httpDeliverer,
} from '@enterwait/lambda/consumer';
import type { Notifier } from '@enterwait/lambda/delivery';
import {
  createDocumentClient,
  lazily,
  type MetricName,
  readEnvironment,
  type Variables,
} from '@enterwait/lambda/runtime';
import { type Feedback, feedbackOf } from './feedback.ts';

export interface MailFeedbackDependencies extends ConsumerDependencies {
  readonly addresses: MailAddresses;
  readonly notifier: Notifier;
  /** Where the systems are notified. */
  readonly urls: readonly string[];
}

const METRICS: Partial<Record<Feedback['kind'], MetricName>> = {
  'permanent-bounce': 'PermanentBounces',
  'transient-bounce': 'TransientBounces',
  complaint: 'Complaints',
  verified: 'VerifiedAddresses',
};

/**
 * MailFeedback: what happened to mails after SES accepted them. An address that bounced permanently, or whose owner
 * complained, is marked first in the table that SendEmail checks, then in the systems, which show it. They always
 * receive everything that is known, so a system that was down, or is notified twice or out of order, ends up with the
 * same state.
 */
export const createHandler = (dependencies: MailFeedbackDependencies) =>
  createConsumer(
    async (record) => {
      const { kind, ids, heard, forget } = feedbackOf(record);
      if (forget !== undefined) {
        await dependencies.addresses.forget(forget);
        const notice = { address_key: forget, ...UNKNOWN_ADDRESS, forgotten: true };
        await notifySystems(notice, `mail-address-${record.messageId}`, dependencies);
      }
      let told = 0;
      for (const [address_key, news] of heard) {
        const known = await dependencies.addresses.learn(address_key, news);
        told += 1;
        await notifySystems({ address_key, ...known }, `mail-address-${record.messageId}-${told}`, dependencies);
      }
      return { message_id: record.messageId, kind, addresses: heard.size, ...ids };
    },
    { processInParallel: true, counted: ({ kind }) => METRICS[kind as Feedback['kind']] },
    dependencies,
  );

/** Notifies every system even if one is down; the message is then retried for that one. */
async function notifySystems(
  notice: MailAddressNotice,
  id: string,
  { notifier, urls }: Pick<MailFeedbackDependencies, 'notifier' | 'urls'>,
): Promise<void> {
  const body = JSON.stringify(notice);
  const told = await Promise.allSettled(urls.map((url) => notifier.notify({ url, body, id })));
  for (const one of told) if (one.status === 'rejected') throw one.reason;
}

export function dependenciesFrom(variables: Variables): MailFeedbackDependencies {
  const environment = readEnvironment('MailFeedback', variables);
  return {
    ...consumerDependencies(environment),
    addresses: createMailAddresses(createDocumentClient(), environment.MAIL_ADDRESS_TABLE_NAME),
    notifier: httpDeliverer(environment),
    urls: [environment.ENTERWAIT_MAIL_ADDRESS_URL, environment.NURSERY_MAIL_ADDRESS_URL],
  };
}

export const handler = lazily(() => createHandler(dependenciesFrom(process.env)));
