import { EMULATOR_CREDENTIALS } from '../../localstack/settings.ts';
import type { StartedStack } from '../../localstack/stack.ts';

/** What another program needs to work with the stack: the lines of `make env`. */
export const stackEnvironment = (stack: StartedStack): Record<string, string> => ({
  STACK: stack.kind,
  ENTERWAIT_URL: stack.enterwaitUrl,
  NURSERY_URL: stack.nurseryUrl,
  MANAGEMENT_URL: stack.managementUrl,
  AWS_ENDPOINT_URL: stack.awsEndpointUrl,
  AWS_REGION: stack.region,
  ...EMULATOR_CREDENTIALS,
  ENTERWAIT_DATABASE_URL: stack.enterwaitDatabaseUrl,
  NURSERY_DATABASE_URL: stack.nurseryDatabaseUrl,
  ADMIN_TOKEN: stack.adminToken,
  WEBHOOK_SECRET: stack.webhookSecret,
  QUEUE_URL: stack.integrateQueueUrl,
  TABLE_NAME: stack.tableName,
});
