import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * AWS clients, one a Lambda instance. Region, credentials and endpoint (AWS_ENDPOINT_URL) are the SDK's own business;
 * keep-alive is its default. The timeouts leave room for a second try within a Lambda's own timeout: a call that hangs
 * must not take the whole batch with it.
 */
const settings = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: 4000,
    throwOnRequestTimeout: true,
    // Also in the middle of an answer, where `requestTimeout` no longer counts.
    socketTimeout: 4000,
  },
};

export const createDynamoDBClient = (): DynamoDBClient => new DynamoDBClient(settings);

export const createDocumentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(createDynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

export const createEventBridgeClient = (): EventBridgeClient => new EventBridgeClient(settings);

export const createSecretsManagerClient = (): SecretsManagerClient => new SecretsManagerClient(settings);

const SES_REQUEST_MS = 20_000;

/** How long a call of SES may take, and a second to note its answer: with less time left a mail must not be begun. */
export const MAIL_MS = settings.requestHandler.connectionTimeout + SES_REQUEST_MS + 1000;

/**
 * A mail is the one call that cannot be repeated without being noticed: a request that got no answer in time may have been
 * taken. It is given much time, and never tried again here; what failed comes again by the queue.
 */
export const createSESClient = (): SESClient =>
  new SESClient({
    maxAttempts: 1,
    requestHandler: { ...settings.requestHandler, requestTimeout: SES_REQUEST_MS, socketTimeout: SES_REQUEST_MS },
  });

/**
 * The host in a queue's URL is whatever the emulator called itself to Terraform, which a Lambda cannot always resolve:
 * only the path of the URL counts, the endpoint comes from the SDK.
 */
export const createSQSClient = (): SQSClient => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
