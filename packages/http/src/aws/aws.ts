import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServerConfig } from '../config/config.ts';
import { within } from '../server/deadline.ts';

/**
 * The static key of the configuration if there is one; otherwise nothing, and the SDK takes the role of the pod or
 * machine.
 */
export function credentialsOf(
  config: Pick<ServerConfig, 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>,
): { credentials: { accessKeyId: string; secretAccessKey: string } } | Record<string, never> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return accessKeyId !== undefined && secretAccessKey !== undefined
    ? { credentials: { accessKeyId, secretAccessKey } }
    : {};
}

const ATTEMPTS = 2;

/** Settings of a client whose calls must end within `wholeMs`: both attempts fit in, each with its own timeout. */
export const awsTimeouts = (wholeMs: number) => ({
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: Math.ceil(wholeMs * 0.1),
    requestTimeout: Math.ceil(wholeMs * 0.35),
    // Without it the SDK logs a warning and keeps waiting.
    throwOnRequestTimeout: true,
    // Also in the middle of a response, where `requestTimeout` no longer counts.
    socketTimeout: Math.ceil(wholeMs * 0.35),
  },
});

type Middleware = (next: (args: never) => Promise<object>) => (args: never) => Promise<object>;
interface WithMiddlewares {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string; priority: 'high' }): void;
  };
}

/**
 * The final limit on every call of a client, whatever it waits for (credentials, the pause before a second attempt, a
 * slow body): it settles within `wholeMs`. A document client made from this one is limited as well.
 */
export function limitCalls<Client>(client: Client & WithMiddlewares, wholeMs: number): Client {
  client.middlewareStack.add((next) => (args) => within('a call to AWS', wholeMs, next(args)), {
    step: 'initialize',
    name: 'enterwaitDeadline',
    priority: 'high',
  });
  return client;
}

export const createSqsClient = (
  config: Pick<ServerConfig, 'REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_TIMEOUT_MS'>,
): SQSClient =>
  limitCalls(
    new SQSClient({
      ...awsTimeouts(config.AWS_TIMEOUT_MS),
      region: config.REGION,
      // The queue's URL only names the queue; the endpoint decides where to send (an emulator has several names).
      useQueueUrlAsEndpoint: false,
      ...credentialsOf(config),
    }),
    config.AWS_TIMEOUT_MS,
  );
