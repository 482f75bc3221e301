import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretSource } from './secret.ts';

/** A real client, because Powertools accepts nothing else. Its calls are answered here. */
function secretsManager(...values: unknown[]) {
  const client = new SecretsManagerClient({ region: 'ap-northeast-2' });
  const asked: unknown[] = [];
  client.send = async (command: { input: { SecretId?: unknown } }) => {
    asked.push(command.input.SecretId);
    const value = values.length > 1 ? values.shift() : values[0];
    if (value instanceof Error) throw value;
    return value as never;
  };
  return { client, asked };
}

test('a cold batch asks once, and the next five minutes not at all', async () => {
  const { client, asked } = secretsManager({ SecretString: 'whsec_a' });
  const secret = createSecretSource(client, 'enterwait/webhook-secret');
  expect(await Promise.all([secret.get(), secret.get(), secret.get()])).toEqual(['whsec_a', 'whsec_a', 'whsec_a']);
  expect(await secret.get()).toBe('whsec_a');
  expect(asked).toEqual(['enterwait/webhook-secret']);
});

test('a fresh one is asked for in any case, and kept', async () => {
  const { client, asked } = secretsManager({ SecretString: 'whsec_old' }, { SecretString: 'whsec_new' });
  const secret = createSecretSource(client, 's');
  expect([await secret.get(), await secret.get(true), await secret.get()]).toEqual([
    'whsec_old',
    'whsec_new',
    'whsec_new',
  ]);
  expect(asked).toHaveLength(2);
});

test('a failure is not kept', async () => {
  const { client } = secretsManager(new Error('away'), { SecretString: 'whsec_a' });
  const secret = createSecretSource(client, 's');
  await expect(secret.get()).rejects.toThrow();
  expect(await secret.get()).toBe('whsec_a');
});

test('a secret that holds no string is named', async () => {
  const { client } = secretsManager({ SecretBinary: new Uint8Array([1]) });
  await expect(createSecretSource(client, 'the-secret').get()).rejects.toThrow('secret the-secret holds no string');
});
