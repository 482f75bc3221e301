export {
  aCommand,
  aCommandRecord,
  aContext,
  anApplication,
  anAppliedEvent,
  anEventRecord,
  anSqsRecord,
  applicationOf,
  aRefusedEvent,
  aStreamRecord,
  NOW,
  sqsEvent,
} from './builders.ts';
export { awsError, fakeClient, fakeConsumerDependencies, recordingLogger, type SentCommand } from './fakes.ts';
export { memoryAddresses } from './memory-addresses.ts';
export { type MemoryTable, memoryTable } from './memory-table.ts';
export { aBounce, aComplaint, aDelivery } from './ses-events.ts';
