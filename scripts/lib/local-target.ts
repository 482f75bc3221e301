import { type Target, targetWith } from '@enterwait/operations/target';
import { forgetMails } from '../../localstack/emulator/forget-mails.ts';
import { EMULATOR_CREDENTIALS } from '../../localstack/settings.ts';
import type { StartedStack } from '../../localstack/stack.ts';

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
