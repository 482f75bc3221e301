export {
  aCommand,
  aCommandRecord,
  aContext,
  anApplication,
  anAppliedEvent,
  anEventRecord,
  anSqsRecord,
  aRefusedEvent,
  aStreamRecord,
  NOW,
  sqsEvent,
} from './builders.ts';
export { awsError, fakeClient, fakeConsumerDependencies, recordingLogger } from './fakes.ts';
export { memoryAddresses } from './memory-addresses.ts';
export { memoryTable } from './memory-table.ts';
export { aBounce, aComplaint, aDelivery } from './ses-events.ts';
