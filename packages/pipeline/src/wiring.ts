import { createSecretsManagerClient, createSQSClient } from './clients.ts';
import type { ConsumerDependencies } from './consumer.ts';
import { createDeliverer, type Deliverer } from './delivery.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { createParking } from './parking.ts';
import { createSecretSource } from './secret.ts';
import { createVisibility } from './visibility.ts';

/** The real dependencies that every Lambda needs, made from its environment. */
export function consumerDependencies(environment: { readonly PARKED_QUEUE_URL: string }): ConsumerDependencies {
  const sqs = createSQSClient();
  const logger = createLogger();
  const metrics = createMetrics();
  return {
    parking: createParking({ sqs, queueUrl: environment.PARKED_QUEUE_URL, logger, metrics }),
    visibility: createVisibility({ sqs, parkedQueueUrl: environment.PARKED_QUEUE_URL, logger }),
    logger,
    metrics,
    random: Math.random,
  };
}

export const httpDeliverer = (environment: {
  readonly WEBHOOK_SECRET_ID: string;
  readonly DELIVERY_TIMEOUT_MS: number;
}): Deliverer =>
  createDeliverer({
    secret: createSecretSource(createSecretsManagerClient(), environment.WEBHOOK_SECRET_ID),
    fetch,
    now: () => new Date(),
    timeoutMs: environment.DELIVERY_TIMEOUT_MS,
  });
