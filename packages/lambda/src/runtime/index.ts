export {
  createDocumentClient,
  createDynamoDBClient,
  createEventBridgeClient,
  createSESClient,
  MAIL_MS,
} from './clients.ts';
export { type EnvironmentOf, readEnvironment, type Variables } from './environment.ts';
export { type LambdaHandler, lazily } from './lazily.ts';
export type { PipelineLogger } from './logger.ts';
export { METRICS, type MetricName } from './metrics.ts';
export { traceOf } from './trace.ts';
