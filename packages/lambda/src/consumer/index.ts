export { type ConsumerDependencies, createConsumer, type RecordReport, toParkedRecord } from './consumer.ts';
export { createDeliveryConsumer, type Routes, routeOf } from './delivery-consumer.ts';
export { createJudgeConsumer, type JudgeConsumerDependencies } from './judge-consumer.ts';
export { createVisibility, retryDelaySeconds } from './visibility.ts';
export { consumerDependencies, httpDeliverer } from './wiring.ts';
