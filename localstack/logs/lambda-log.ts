import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { UserError } from '@enterwait/command-line/errors';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from '../stack/stack.ts';

interface Page {
  readonly events: readonly { readonly timestamp: number; readonly message: string }[];
  readonly nextToken: string | undefined;
}
type Emulator = Pick<StartedStack, 'awsEndpointUrl' | 'region'>;

/** The most that CloudWatch Logs gives at once. */
const PAGE_SIZE = 10_000;
const ANSWER_MS = 10_000;

/**
 * Lines that a Lambda has written to CloudWatch Logs, all of them.
 * @param since only what was written from then on, milliseconds since 1970
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

/** By hand instead of by the client's paginator, which ends with the first page that has no token. */
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
    // MiniStack gives no token with a full page: its last millisecond, which may be there in part, begins the next one.
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
