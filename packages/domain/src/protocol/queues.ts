import type { System } from './systems.ts';

/** The pipeline's queues; the contract fixes their names. Only the queue of commands is FIFO. */
export const COMMAND_QUEUE = 'IntegrateEventQueue.fifo';
export const DELIVERY_QUEUES = {
  enterwait: 'EventToEnterwaitQueue',
  nursery: 'EventToNurseryQueue',
} as const satisfies Record<System, string>;
export const MAIL_QUEUE = 'SendEmailQueue';
export const MAIL_FEEDBACK_QUEUE = 'MailFeedbackQueue';

/** What could not be published: each record names the queue that it came from. */
export const PARKED_QUEUE = 'ParkedQueue';

/** All that have a dead-letter queue. */
export const QUEUES = [
  COMMAND_QUEUE,
  DELIVERY_QUEUES.nursery,
  DELIVERY_QUEUES.enterwait,
  MAIL_QUEUE,
  MAIL_FEEDBACK_QUEUE,
] as const;

/** A queue as Terraform's outputs call it: without `.fifo`. */
export const plainQueueName = (name: string): string => name.replace(/\.fifo$/, '');
