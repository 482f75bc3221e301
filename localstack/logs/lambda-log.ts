import { StackError } from '@enterwait/command-line/errors';
import { z } from 'zod';
import { ask } from '../emulator/http.ts';
import type { StartedStack } from '../stack/stack.ts';

const eventsSchema = z.object({
  events: z.array(z.object({ timestamp: z.number(), message: z.string() })),
  nextToken: z.string().nullish(),
});
type Page = z.infer<typeof eventsSchema>;
type Emulator = Pick<StartedStack, 'awsEndpointUrl' | 'region'>;

/** The most that CloudWatch Logs gives at once. */
const PAGE_SIZE = 10_000;

/**
 * Lines that a Lambda has written to CloudWatch Logs, all of them. The call is made by hand: emulators do not check signatures, and no
 * client of CloudWatch Logs is needed for anything else.
 * @param since only what was written from then on, milliseconds since 1970
 */
export async function lambdaLog(stack: Emulator, name: string, since = 0): Promise<string[]> {
  const lines: string[] = [];
  const take = (events: Page['events']) => lines.push(...events.map(({ message }) => message));
  let start = since;
  let token: string | undefined;
  for (;;) {
    const { events, nextToken } = await lookAt(stack, name, start, token);
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

async function lookAt(stack: Emulator, name: string, startTime: number, nextToken: string | undefined): Promise<Page> {
  const answer = await ask(
    `${stack.awsEndpointUrl}/`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/logs/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/${name}`, limit: PAGE_SIZE, startTime, nextToken }),
    },
    10_000,
  );
  if (answer?.status !== 200)
    throw new StackError('NO_LOG', `/aws/lambda/${name}: ${answer?.text ?? '답 없음 (no answer)'}`);
  return eventsSchema.parse(JSON.parse(answer.text));
}
