import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from '../stack/stack.ts';

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
  MANAGEMENT_DATABASE_URL: stack.managementDatabaseUrl,
  ADMIN_TOKEN: stack.adminToken,
  PARENT_KEY: stack.keys.parent,
  STAFF_KEY: stack.keys.staff,
  OPERATOR_KEY: stack.keys.operator,
  PROGRAM_KEY: stack.keys.program,
  DEMO_PASSWORD: stack.demo.password,
  DEMO_PARENT: stack.demo.parent.email,
  DEMO_STAFF: stack.demo.staff.email,
  DEMO_OPERATOR: stack.demo.operator.email,
  WEBHOOK_SECRET: stack.webhookSecret,
  QUEUE_URL: stack.integrateQueueUrl,
  TABLE_NAME: stack.tableName,
});
