import { z } from 'zod';
import { StackError } from '../../localstack/errors.ts';
import { ask } from '../../localstack/http.ts';
import type { StartedStack } from '../../localstack/stack.ts';

const eventsSchema = z.object({
  events: z.array(z.object({ message: z.string() })),
  nextToken: z.string().nullish(),
});
const PAGES = 20;

/**
 * Lines that a Lambda has written to CloudWatch Logs. The call is made by hand: emulators do not check signatures, and no client
 * of CloudWatch Logs is needed for anything else.
 * @param since only what was written from then on, milliseconds since 1970
 */
export async function lambdaLog(stack: StartedStack, name: string, since = 0): Promise<string[]> {
  const lines: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { events, nextToken } = await lookAt(stack, name, since, token);
    lines.push(...events.map(({ message }) => message));
    if (!nextToken || nextToken === token || events.length === 0) break;
    token = nextToken;
  }
  return lines;
}

async function lookAt(
  stack: StartedStack,
  name: string,
  since: number,
  nextToken: string | undefined,
): Promise<z.infer<typeof eventsSchema>> {
  const answer = await ask(
    `${stack.awsEndpointUrl}/`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/logs/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/${name}`, limit: 10_000, startTime: since, nextToken }),
    },
    10_000,
  );
  if (answer?.status !== 200)
    throw new StackError('NO_LOG', `/aws/lambda/${name}: ${answer?.text ?? '답 없음 (no answer)'}`);
  return eventsSchema.parse(JSON.parse(answer.text));
}
