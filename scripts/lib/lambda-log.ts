import { z } from 'zod';
import { StackError } from '../../localstack/errors.ts';
import { ask } from '../../localstack/http.ts';
import type { StartedStack } from '../../localstack/stack.ts';

const eventsSchema = z.object({ events: z.array(z.object({ message: z.string() })) });

/**
 * Lines that a Lambda has written to CloudWatch Logs. The call is made by hand: emulators do not check signatures, and no client
 * of CloudWatch Logs is needed for anything else.
 */
export async function lambdaLog(stack: StartedStack, name: string): Promise<string[]> {
  const answer = await ask(
    `${stack.awsEndpointUrl}/`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Logs_20140328.FilterLogEvents',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/logs/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/${name}`, limit: 10_000 }),
    },
    10_000,
  );
  if (answer?.status !== 200)
    throw new StackError('NO_LOG', `/aws/lambda/${name}: ${answer?.text ?? '답 없음 (no answer)'}`);
  return eventsSchema.parse(JSON.parse(answer.text)).events.map((event) => event.message);
}
