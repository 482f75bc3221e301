import { accountVariables, databaseConnectionVariables, relayVariables, serverVariables } from '@enterwait/http/config';
import { z } from 'zod';

/** Variables of this system. */
export const variables = {
  ...serverVariables,
  ...databaseConnectionVariables,
  ...relayVariables,
  ...accountVariables,
  TABLE_NAME: z.string().min(1).meta({ description: 'DynamoDB table of the applications' }),
  MAIL_CLAIM_TABLE_NAME: z
    .string()
    .min(1)
    .default('EnterwaitMailClaims')
    .meta({ description: 'DynamoDB table of the mails that were sent' }),
  ENTERWAIT_URL: z.url().meta({ description: 'where this system reaches enterwait, for timelines and health' }),
  NURSERY_URL: z.url().meta({ description: 'where this system reaches nursery' }),
  PEER_KEY: z.string().min(1).meta({ description: 'API key of an operator at both' }),
};
