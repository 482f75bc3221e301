export { type DeadLetterQueue, deadLetterQueuesOf, isParked, selectedQueues, sourcesOf } from './dead-letter-queues.ts';
export { type PipelineQueues, queuesBeside } from './queues.ts';
export { countOf, type Received, receive, release } from './receiving.ts';
