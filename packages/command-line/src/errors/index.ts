export { Cancelled, CommandFailed, lastLines, messageOf, UserError } from './errors.ts';
export { networkAdvice } from './network-advice.ts';
export { type NetworkFailure, networkFailure } from './network-failure.ts';
export { storageFailure } from './storage-failure.ts';
export { storageAdvice } from './storage-words.ts';
