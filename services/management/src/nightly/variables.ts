import { databaseConnectionVariables, serverVariables } from '@enterwait/http/config';
import { z } from 'zod';

const { REGION, QUEUE_URL, LOG_LEVEL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL } = serverVariables;
const { SECRETS_DIR, DB_TLS } = databaseConnectionVariables;
const host = z.string().min(1).meta({ description: 'host of its MySQL database' });
const port = z.coerce.number().int().min(1).max(65_535).default(3306);
const name = z.string().min(1);

/**
 * Variables of `node main.mjs reconcile` and `leavers`: the pipeline and both databases, and none of a service's own.
 */
export const nightlyVariables = {
  REGION,
  QUEUE_URL,
  LOG_LEVEL,
  AWS_ACCESS_KEY_ID,
  AWS_SECRET_ACCESS_KEY,
  AWS_ENDPOINT_URL,
  SECRETS_DIR,
  DB_TLS,
  TABLE_NAME: name.meta({ description: 'DynamoDB table of the applications' }),
  ENTERWAIT_DB_HOST: host,
  ENTERWAIT_DB_PORT: port,
  ENTERWAIT_DB_NAME: name,
  ENTERWAIT_DB_USER: name,
  ENTERWAIT_DB_PASSWORD: z.string(),
  NURSERY_DB_HOST: host,
  NURSERY_DB_PORT: port,
  NURSERY_DB_NAME: name,
  NURSERY_DB_USER: name,
  NURSERY_DB_PASSWORD: z.string(),
};
export type NightlyConfig = z.infer<z.ZodObject<typeof nightlyVariables>>;
