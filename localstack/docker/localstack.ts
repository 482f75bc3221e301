import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { waitFor } from '@enterwait/command-line/processes';
import { requireGuard } from '../emulator/guard.ts';
import { waitForHttp } from '../emulator/http.ts';
import { EMULATOR_CREDENTIALS, HEALTH_PATHS, httpUrl } from '../settings/settings.ts';

/**
 * Waits until LocalStack answers and its DynamoDB is up. DynamoDB is a Java program that LocalStack starts at the first call. If a
 * CreateTable had to wait for it, the provider would repeat the call and then find that the table already exists.
 */
export async function waitForLocalStack(address: {
  host: string;
  port: number;
  region: string;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { host, port, region, signal } = address;
  const endpoint = httpUrl(host, port);
  await waitForHttp(endpoint + HEALTH_PATHS.docker, { timeoutMs: 120_000, what: 'LocalStack', signal });
  await requireGuard(endpoint + HEALTH_PATHS.docker, 'LocalStack');
  await waitFor(() => listsTables(endpoint, region), {
    timeoutMs: 90_000,
    everyMs: 500,
    what: 'LocalStack DynamoDB',
    signal,
  });
}

const listsTables = async (endpoint: string, region: string): Promise<boolean> =>
  (await listTables(endpoint, region, 60_000)) !== undefined;

/** Whether an emulator of either kind has that table, or undefined if it does not answer. */
export async function knowsTable(endpoint: string, region: string, table: string): Promise<boolean | undefined> {
  const tables = await listTables(endpoint, region, 3_000);
  return tables?.includes(table);
}

/** One call without retries, because the caller measures how long an emulator stays silent. Undefined: no answer, or an error. */
async function listTables(endpoint: string, region: string, timeoutMs: number): Promise<readonly string[] | undefined> {
  const client = new DynamoDBClient({
    region,
    endpoint,
    credentials: {
      accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    },
    maxAttempts: 1,
  });
  try {
    const { TableNames } = await client.send(new ListTablesCommand(), { abortSignal: AbortSignal.timeout(timeoutMs) });
    return TableNames;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
