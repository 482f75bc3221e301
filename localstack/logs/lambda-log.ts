import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '@enterwait/command-line/errors';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from '../stack/stack.ts';

interface Page {
  readonly events: readonly { readonly timestamp: number; readonly message: string }[];
  readonly nextToken: string | undefined;
}
type Emulator = Pick<StartedStack, 'awsEndpointUrl' | 'region'>;

/** The most events that CloudWatch Logs returns at once. */
const PAGE_SIZE = 10_000;
const ANSWER_MS = 10_000;

/**
 * All the lines that a Lambda has written to CloudWatch Logs.
 * @param since return only what was written from then on, in milliseconds since 1970
 * @throws UserError (`NO_LOG`)
 */
export async function lambdaLog(stack: Emulator, name: string, since = 0): Promise<string[]> {
  const client = new CloudWatchLogsClient({
    region: stack.region,
    endpoint: stack.awsEndpointUrl,
    credentials: {
      accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    },
  });
  try {
    return await linesOf(client, `/aws/lambda/${name}`, since);
  } finally {
    client.destroy();
  }
}

/** Pages by hand, because the client's paginator stops at the first page without a token. */
async function linesOf(client: CloudWatchLogsClient, group: string, since: number): Promise<string[]> {
  const lines: string[] = [];
  const take = (events: Page['events']) => lines.push(...events.map(({ message }) => message));
  let start = since;
  let token: string | undefined;
  for (;;) {
    const { events, nextToken } = await lookAt(client, group, start, token);
    if (nextToken && nextToken !== token) {
      take(events);
      token = nextToken;
      continue;
    }
    const last = events.at(-1)?.timestamp;
    if (last === undefined || events.length < PAGE_SIZE) {
      take(events);
      return lines;
    }
    // MiniStack returns no token with a full page. The page may cut off its last millisecond, so the next page starts there.
    token = undefined;
    take(last === start ? events : events.filter(({ timestamp }) => timestamp < last));
    start = last === start ? last + 1 : last;
  }
}

async function lookAt(
  client: CloudWatchLogsClient,
  logGroupName: string,
  startTime: number,
  nextToken: string | undefined,
): Promise<Page> {
  const command = new FilterLogEventsCommand({ logGroupName, limit: PAGE_SIZE, startTime, nextToken });
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS) });
    const events = (answer.events ?? []).map(({ timestamp = startTime, message = '' }) => ({ timestamp, message }));
    return { events, nextToken: answer.nextToken };
  } catch (error) {
    throw new UserError('NO_LOG', `${logGroupName}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
