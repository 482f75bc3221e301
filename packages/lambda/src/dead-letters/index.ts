export { createBurying } from './burying.ts';
export {
  DEAD_LETTER_ATTRIBUTES,
  deadLetterQueueName,
  extendHistory,
  type HistoryEntry,
  parseHistory,
  toAttributeText,
  UNKNOWN_REASON,
} from './dead-letter.ts';
export { createParking, type ParkedRecord } from './parking.ts';
