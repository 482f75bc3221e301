import { deadLetterQueueName } from '@enterwait/lambda/dead-letters';

/** URLs of the pipeline's queues, by the name of the queue without `.fifo`: what Terraform puts out. */
export interface PipelineQueues {
  readonly queue_urls: Readonly<Record<string, string>>;
  readonly dead_letter_queue_urls: Readonly<Record<string, string>>;
  readonly parked_queue_url: string;
}

/** Names by contract; the commands' queue is the only one that keeps an order. */
const QUEUE_NAMES = [
  'IntegrateEventQueue.fifo',
  'EventToNurseryQueue',
  'EventToEnterwaitQueue',
  'SendEmailQueue',
  'MailFeedbackQueue',
];
const PARKED_QUEUE = 'ParkedQueue';

/**
 * The queues beside IntegrateEventQueue: they stand in one account, under names that are fixed. For whoever is told one
 * URL and starts before Terraform has said the others.
 * @param integrateQueueUrl `QUEUE_URL` of the services
 */
export function queuesBeside(integrateQueueUrl: string): PipelineQueues {
  const urlOf = (name: string): string => integrateQueueUrl.replace(/[^/]*$/, name);
  const urls = (rename: (name: string) => string) =>
    Object.fromEntries(QUEUE_NAMES.map((name) => [name.replace(/\.fifo$/, ''), urlOf(rename(name))]));
  return {
    queue_urls: urls((name) => name),
    dead_letter_queue_urls: urls(deadLetterQueueName),
    parked_queue_url: urlOf(PARKED_QUEUE),
  };
}
