export { batchGet, pauseMs } from './batch-get.ts';
export { createBurying } from './burying.ts';
export { createEventBus } from './bus.ts';
export {
  createDocumentClient,
  createDynamoDBClient,
  createEventBridgeClient,
  createSESClient,
  MAIL_MS,
} from './clients.ts';
export { type ConsumerDependencies, createConsumer, type RecordReport, toParkedRecord } from './consumer.ts';
export {
  DEAD_LETTER_ATTRIBUTES,
  deadLetterQueueName,
  extendHistory,
  type HistoryEntry,
  parseHistory,
  toAttributeText,
  UNKNOWN_REASON,
} from './dead-letter.ts';
export type { Deliverer, Delivery, Notice, Notifier } from './delivery.ts';
export { createDeliveryConsumer, type Routes, routeOf } from './delivery-consumer.ts';
export { type EnvironmentOf, readEnvironment, type Variables } from './environment.ts';
export { DeliveryError, describeError, OutOfTimeError, UnprocessableRecordError } from './errors.ts';
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
export { createJudgeConsumer, type JudgeConsumerDependencies } from './judge-consumer.ts';
export { isForeignRecord, judgedEventOfMessage, judgedEventOfStream } from './judged-event.ts';
export { type LambdaHandler, lazily } from './lazily.ts';
export type { PipelineLogger } from './logger.ts';
export { createMailAddresses, type MailAddresses } from './mail-addresses.ts';
export { METRICS, type MetricName } from './metrics.ts';
export { createParking, type ParkedRecord } from './parking.ts';
export { createPublisher, type PublisherDependencies } from './publishing.ts';
export { deliveryHeaders } from './signature.ts';
export { type ReadStates, readStateItems, readStates, type StateItem } from './state-items.ts';
export { createApplicationTable } from './table.ts';
export { traceOf } from './trace.ts';
export { createVisibility, retryDelaySeconds } from './visibility.ts';
export { consumerDependencies, httpDeliverer } from './wiring.ts';
