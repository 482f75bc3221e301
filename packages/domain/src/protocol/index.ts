export {
  ACCOUNT_MAIL_MAJOR,
  ACCOUNT_MAIL_MAJORS,
  ACCOUNT_MAILS,
  type AccountMail,
  type AccountMailKind,
  accountMailSchema,
  PROVING_MAILS,
} from './account-mail.ts';
export {
  COMMAND_ATTRIBUTES,
  type Command,
  describeIssues,
  type InvalidCommand,
  InvalidCommandError,
  parseCommand,
  toCommandMessage,
} from './command.ts';
export {
  type DeliveryFacts,
  deliveryExtensionSchema,
  deliveryFactsOf,
  deliveryFactsSchema,
  encodeFacts,
  HEADERS,
  toDelivery,
} from './delivery.ts';
export { type Entry, entrySchema, queueKey } from './entry.ts';
export { type JudgedEvent, judge, judgedEventSchema, NO_STATE, type State, stateAfter } from './event.ts';
export { NewerMessageError, requireKnownMajor } from './message-version.ts';
export {
  COMMAND_QUEUE,
  DELIVERY_QUEUES,
  MAIL_FEEDBACK_QUEUE,
  MAIL_QUEUE,
  PARKED_QUEUE,
  plainQueueName,
  QUEUES,
} from './queues.ts';
export {
  COMMAND_TYPES,
  type CommandInFlight,
  type CommandType,
  type Confirmed,
  commandTypeSchema,
  isOver,
  MOVES,
  move,
  project,
  REASON_TEXTS,
  REFUSAL_REASONS,
  type RefusalReason,
  refusalReasonSchema,
  STATUS,
  STATUS_NAMES,
  type Status,
  statusSchema,
  trail,
} from './status.ts';
export { type Origin, originSchema, SERVICES, type Service, SYSTEMS, type System } from './systems.ts';
