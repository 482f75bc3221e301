export {
  DEAD_LETTER_ATTRIBUTES,
  type DeadLetterHistoryEntry,
  deadLetterQueueName,
  extendHistory,
  parseHistory,
  toAttributeText,
  UNKNOWN_REASON,
} from './dead-letter.ts';
export { createDeadLetterSender } from './dead-letter-sender.ts';
export { createParking, type ParkedRecord } from './parking.ts';
