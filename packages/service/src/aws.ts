import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServerConfig } from './config.ts';

/** The static key of the configuration where there is one, else nothing: the SDK then takes the role of the pod or machine. */
export function credentialsOf(
  config: ServerConfig,
): { credentials: { accessKeyId: string; secretAccessKey: string } } | Record<string, never> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return accessKeyId !== undefined && secretAccessKey !== undefined
    ? { credentials: { accessKeyId, secretAccessKey } }
    : {};
}

export const createSqsClient = (config: ServerConfig): SQSClient =>
  new SQSClient({
    region: config.REGION,
    // The queue's URL names the queue; where to send is the endpoint's matter (an emulator is reached by several names).
    useQueueUrlAsEndpoint: false,
    ...credentialsOf(config),
  });
