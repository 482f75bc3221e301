import { PARKED_QUEUE, plainQueueName, QUEUES } from '@enterwait/domain/protocol';
import { deadLetterQueueName } from '@enterwait/lambda/dead-letters';

/** URLs of the pipeline's queues, by queue name without `.fifo`, as Terraform outputs them. */
export interface PipelineQueues {
  readonly queue_urls: Readonly<Record<string, string>>;
  readonly dead_letter_queue_urls: Readonly<Record<string, string>>;
  readonly parked_queue_url: string;
}

/**
 * The queues in the same account as IntegrateEventQueue, with fixed names. For a process that knows one URL and starts before Terraform
 * outputs the others.
 * @param integrateQueueUrl `QUEUE_URL` of the services
 */
export function queuesBeside(integrateQueueUrl: string): PipelineQueues {
  const urlOf = (name: string): string => integrateQueueUrl.replace(/[^/]*$/, name);
  const urls = (rename: (name: string) => string) =>
    Object.fromEntries(QUEUES.map((name) => [plainQueueName(name), urlOf(rename(name))]));
  return {
    queue_urls: urls((name) => name),
    dead_letter_queue_urls: urls(deadLetterQueueName),
    parked_queue_url: urlOf(PARKED_QUEUE),
  };
}
