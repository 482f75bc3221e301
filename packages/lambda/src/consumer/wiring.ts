import { createDeadLetterSender } from '../dead-letters/dead-letter-sender.ts';
import { createParking } from '../dead-letters/parking.ts';
import { createDeliverer, type Deliverer, type Notifier } from '../delivery/delivery.ts';
import { createSecretSource } from '../delivery/secret.ts';
import { createSecretsManagerClient, createSQSClient } from '../runtime/clients.ts';
import { createLogger } from '../runtime/logger.ts';
import { createMetrics } from '../runtime/metrics.ts';
import type { ConsumerDependencies } from './consumer.ts';
import { createVisibility } from './visibility.ts';

/** The real dependencies that every Lambda needs, created from its environment. */
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
    deadLetterSender:
      maxReceiveCount === undefined
        ? undefined
        : createDeadLetterSender({ sqs, parkedQueueUrl, maxReceiveCount, now: () => new Date(), logger, metrics }),
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
