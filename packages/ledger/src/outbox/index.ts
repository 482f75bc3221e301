export { createHandOver, type HandOver } from './hand-over.ts';
export { createOutboxLog } from './log.ts';
export { adoptOrphans, askAgain } from './orphans.ts';
export {
  createRelay,
  measureOutbox,
  type Relay,
  relayBatch,
  type SendBatch,
  sendClaimed,
  sendToQueue,
} from './relay.ts';
