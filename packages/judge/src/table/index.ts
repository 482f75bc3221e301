export { batchGet, pauseMs } from './batches/batch-get.ts';
export { batchWrite } from './batches/batch-write.ts';
export { type EventItems, readEvents } from './event-items.ts';
export {
  dayOf,
  INDEXES,
  type IndexName,
  indexKeysOf,
  NAME_START,
  nameStart,
  normaliseEmail,
  normaliseName,
  statusDay,
  statusTime,
} from './index-keys.ts';
export { ANY_EVENT_KEY_PREFIX, EVENT_KEY_PREFIX, IMPORTED_EVENT_KEY_PREFIX, STATE_KEY } from './item-keys.ts';
export {
  bodyOfMessage,
  isForeignRecord,
  judgedEventOfMessage,
  judgedEventOfStream,
  type MessageBody,
} from './judged-event.ts';
export { createMailAddresses, type MailAddresses } from './mail-addresses.ts';
export {
  type EventMail,
  eventMailOf,
  idOfMailClaim,
  MAIL_CLAIM_SECONDS,
  mailClaimKey,
  mailClaimSchema,
  type SentMail,
  type Withheld,
} from './mail-claims.ts';
export { type ReadStates, readStateItems, readStates, type StateItem } from './state-items.ts';
export { type ApplicationTable, createApplicationTable, type Decision, type Recording } from './table.ts';
