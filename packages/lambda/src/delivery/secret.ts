import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigurationError } from '@enterwait/judge/errors';

const MAX_AGE_SECONDS = 300;

export interface SecretSource {
  /** The signing secret, at most five minutes old; `fresh` always asks Secrets Manager. */
  get(fresh?: boolean): Promise<string>;
}

/** A secret of Secrets Manager. A cold batch fetches it once, not once per record. */
export function createSecretSource(client: SecretsManagerClient, secretId: string): SecretSource {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  let underway: Promise<string> | undefined;

  const fetchSecret = async (fresh: boolean): Promise<string> => {
    const value = await provider.get(secretId, { maxAge: MAX_AGE_SECONDS, forceFetch: fresh });
    if (typeof value !== 'string') throw new ConfigurationError(`secret ${secretId} holds no string`);
    return value;
  };

  return {
    get(fresh = false) {
      underway ??= fetchSecret(fresh).finally(() => {
        underway = undefined;
      });
      return underway;
    },
  };
}
