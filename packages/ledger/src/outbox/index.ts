export { createHandOver, type HandOver } from './hand-over.ts';
export { createOutboxLog } from './log.ts';
export { adoptOrphans, askAgain } from './orphans.ts';
export { createRelay, measureOutbox, type Relay, relayBatch, sendClaimed } from './relay.ts';
export { type SendBatch, sendToQueue } from './send-to-queue.ts';
