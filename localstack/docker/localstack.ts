import { waitFor } from '@enterwait/command-line/processes';
import { requireGuard } from '../emulator/guard.ts';
import { ask, waitForHttp } from '../emulator/http.ts';
import { HEALTH_PATHS, httpUrl } from '../settings/settings.ts';

/**
 * Waits until LocalStack answers and its DynamoDB, a Java program that it starts at the first call, is there: a CreateTable
 * that has to wait for that is repeated by the provider, which then finds a table that already exists.
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

/** Whether an emulator of either kind has that table; undefined: it does not say. */
export async function knowsTable(endpoint: string, region: string, table: string): Promise<boolean | undefined> {
  const tables = await listTables(endpoint, region, 3_000);
  return tables?.includes(`"${table}"`);
}

/** By hand, without a client: emulators do not check signatures, and one that repeats calls would hide what is asked here. */
async function listTables(endpoint: string, region: string, timeoutMs: number): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=none`,
  };
  const answer = await ask(`${endpoint}/`, { method: 'POST', headers, body: '{}' }, timeoutMs);
  return answer?.status === 200 ? answer.text : undefined;
}
