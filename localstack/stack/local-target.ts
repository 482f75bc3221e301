import { type Target, targetWith } from '@enterwait/operations/target';
import { forgetMails } from '../emulator/forget-mails.ts';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from './stack.ts';

export const targetOfStack = (stack: StartedStack): Target =>
  targetWith(
    {
      region: stack.region,
      endpoint: stack.awsEndpointUrl,
      credentials: {
        accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
        secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
      },
    },
    {
      name: stack.kind,
      outputs: stack.outputs,
      databaseUrls: async () => ({ enterwait: stack.enterwaitDatabaseUrl, nursery: stack.nurseryDatabaseUrl }),
      forgetMails: (addresses) =>
        forgetMails(
          { emulator: stack.kind === 'embedded' ? 'ministack' : 'localstack', endpoint: stack.awsEndpointUrl },
          addresses,
        ),
    },
  );
