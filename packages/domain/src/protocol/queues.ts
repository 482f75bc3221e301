import type { System } from './systems.ts';

/** The pipeline's queues; the contract fixes their names. Only the queue of commands is FIFO. */
export const COMMAND_QUEUE = 'IntegrateEventQueue.fifo';
export const DELIVERY_QUEUES = {
  enterwait: 'EventToEnterwaitQueue',
  nursery: 'EventToNurseryQueue',
} as const satisfies Record<System, string>;
export const MAIL_QUEUE = 'SendEmailQueue';
export const MAIL_FEEDBACK_QUEUE = 'MailFeedbackQueue';

/** Holds what could not be published. Each record names the queue it came from. */
export const PARKED_QUEUE = 'ParkedQueue';

/** All queues that have a dead-letter queue. */
export const QUEUES = [
  COMMAND_QUEUE,
  DELIVERY_QUEUES.nursery,
  DELIVERY_QUEUES.enterwait,
  MAIL_QUEUE,
  MAIL_FEEDBACK_QUEUE,
] as const;

/** A queue's name in Terraform's outputs: without `.fifo`. */
export const plainQueueName = (name: string): string => name.replace(/\.fifo$/, '');
