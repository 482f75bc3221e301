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
  APPLICATION_FIELDS,
  type Application,
  applicationSchema,
  dateInKorea,
  REQUEST_ID,
  recordedApplicationSchema,
  requestIdOf,
  wireApplication,
} from './application.ts';
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
export { ERASED, erased, isErased } from './erased.ts';
export { type JudgedEvent, judge, judgedEventSchema, NO_STATE, type State, stateAfter } from './event.ts';
export {
  addressKeyOf,
  heldBackFor,
  MAIL_ADDRESS_MAJOR,
  type MailAddressMessage,
  type MailAddressNotice,
  type MailAddressState,
  mailAddressMessageSchema,
  mailAddressNoticeSchema,
  mailAddressStateSchema,
  mergeAddressStates,
  RETURN_REASONS,
  type ReturnReason,
  UNKNOWN_ADDRESS,
} from './mail-address.ts';
export { NewerMessageError, requireKnownMajor } from './message-version.ts';
export { noteSchema } from './note.ts';
export { type Origin, originSchema } from './origin.ts';
export { type Priority, scoreAt, scorePriority, UnknownPriorityItemError } from './priority.ts';
export { currentRules, type PriorityItem, type PriorityRules, rulesOf } from './priority-rules.ts';
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
export { plainText } from './text.ts';
