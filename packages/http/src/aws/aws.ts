import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServerConfig } from '../config/config.ts';
import { within } from '../server/deadline.ts';

/** The static key of the configuration where there is one, else nothing: the SDK then takes the role of the pod or machine. */
export function credentialsOf(
  config: Pick<ServerConfig, 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'>,
): { credentials: { accessKeyId: string; secretAccessKey: string } } | Record<string, never> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return accessKeyId !== undefined && secretAccessKey !== undefined
    ? { credentials: { accessKeyId, secretAccessKey } }
    : {};
}

const ATTEMPTS = 2;

/** Settings of a client whose calls are to end within `wholeMs`: both attempts fit in, each with a time of its own. */
export const awsTimeouts = (wholeMs: number) => ({
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: Math.ceil(wholeMs * 0.1),
    requestTimeout: Math.ceil(wholeMs * 0.35),
    // Without it the SDK writes a warning and waits on.
    throwOnRequestTimeout: true,
    // Also in the middle of an answer, where `requestTimeout` no longer counts.
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
 * The last word about every call of a client, whatever it waits for (credentials, the pause before a second attempt, a body that drips):
 * it settles within `wholeMs`. A document client that is made of this one is limited with it.
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
      // The queue's URL names the queue; where to send is the endpoint's matter (an emulator is reached by several names).
      useQueueUrlAsEndpoint: false,
      ...credentialsOf(config),
    }),
    config.AWS_TIMEOUT_MS,
  );
