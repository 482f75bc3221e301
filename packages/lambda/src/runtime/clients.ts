import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * AWS clients, one per Lambda instance. Region, credentials and endpoint (AWS_ENDPOINT_URL) are left to the SDK;
 * keep-alive is its default. The timeouts leave room for a second try within the Lambda's own timeout, so one hanging
 * call does not fail the whole batch.
 */
const settings = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1000,
    requestTimeout: 4000,
    throwOnRequestTimeout: true,
    // Also in the middle of a response, where `requestTimeout` no longer counts.
    socketTimeout: 4000,
  },
};

export const createDynamoDBClient = (): DynamoDBClient => new DynamoDBClient(settings);

export const createDocumentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(createDynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });

export const createEventBridgeClient = (): EventBridgeClient => new EventBridgeClient(settings);

export const createSecretsManagerClient = (): SecretsManagerClient => new SecretsManagerClient(settings);

const SES_REQUEST_MS = 20_000;

/** How long an SES call may take, plus a second to record its answer: with less time left, no mail is started. */
export const MAIL_MS = settings.requestHandler.connectionTimeout + SES_REQUEST_MS + 1000;

/**
 * A mail is the one call that cannot be repeated unnoticed: a request without an answer in time may have been accepted.
 * It gets a long timeout and is never retried here; a failure is retried by the queue.
 */
export const createSESClient = (): SESClient =>
  new SESClient({
    maxAttempts: 1,
    requestHandler: { ...settings.requestHandler, requestTimeout: SES_REQUEST_MS, socketTimeout: SES_REQUEST_MS },
  });

/**
 * The host in a queue's URL is the emulator's own name as Terraform saw it, which a Lambda cannot always resolve. So
 * only the URL's path is used, and the endpoint comes from the SDK.
 */
export const createSQSClient = (): SQSClient => new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
