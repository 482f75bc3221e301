import { createBurying } from './burying.ts';
import { createSecretsManagerClient, createSQSClient } from './clients.ts';
import type { ConsumerDependencies } from './consumer.ts';
import { createDeliverer, type Deliverer, type Notifier } from './delivery.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { createParking } from './parking.ts';
import { createSecretSource } from './secret.ts';
import { createVisibility } from './visibility.ts';

/** The real dependencies that every Lambda needs, made from its environment. */
export function consumerDependencies(environment: {
  readonly PARKED_QUEUE_URL: string;
  readonly MAX_RECEIVE_COUNT?: number | undefined;
}): ConsumerDependencies {
  const { PARKED_QUEUE_URL: parkedQueueUrl, MAX_RECEIVE_COUNT: maxReceiveCount } = environment;
  const sqs = createSQSClient();
  const logger = createLogger();
  const metrics = createMetrics();
  return {
    parking: createParking({ sqs, queueUrl: parkedQueueUrl, logger, metrics }),
    burying:
      maxReceiveCount === undefined
        ? undefined
        : createBurying({ sqs, parkedQueueUrl, maxReceiveCount, now: () => new Date(), logger, metrics }),
    visibility: createVisibility({ sqs, parkedQueueUrl, logger }),
    logger,
    metrics,
    random: Math.random,
  };
}

export const httpDeliverer = (environment: {
  readonly WEBHOOK_SECRET_ID: string;
  readonly DELIVERY_TIMEOUT_MS: number;
}): Deliverer & Notifier =>
  createDeliverer({
    secret: createSecretSource(createSecretsManagerClient(), environment.WEBHOOK_SECRET_ID),
    fetch,
    now: () => new Date(),
    timeoutMs: environment.DELIVERY_TIMEOUT_MS,
  });
