import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsTimeouts } from '@enterwait/http/aws';
import { EMULATOR_CREDENTIALS } from '../settings/settings.ts';
import type { StartedStack } from '../stack/stack.ts';

export interface QueueDepth {
  name: string;
  /** Messages that are waiting, in flight, and delayed. */
  waiting: number;
  inFlight: number;
  delayed: number;
}

/** For `make status`: a queue that does not answer is part of its report. */
const ANSWER_MS = 10_000;

/** Every queue of the pipeline with its message counts, which SQS only approximates. */
export async function queueDepths(stack: StartedStack): Promise<QueueDepth[]> {
  const { outputs } = stack;
  const urls = [
    ...Object.values(outputs.queue_urls),
    outputs.parked_queue_url,
    ...Object.values(outputs.dead_letter_queue_urls),
  ];
  const client = new SQSClient({
    ...awsTimeouts(ANSWER_MS),
    region: stack.region,
    endpoint: stack.awsEndpointUrl,
    useQueueUrlAsEndpoint: false,
    credentials: {
      accessKeyId: EMULATOR_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: EMULATOR_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    },
  });
  try {
    return await Promise.all(
      urls.map(async (url) => {
        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
        );
        const count = (name: string) => Number((Attributes as Record<string, string> | undefined)?.[name] ?? 0);
        return {
          name: url.split('/').at(-1) ?? url,
          waiting: count('ApproximateNumberOfMessages'),
          inFlight: count('ApproximateNumberOfMessagesNotVisible'),
          delayed: count('ApproximateNumberOfMessagesDelayed'),
        };
      }),
    );
  } finally {
    client.destroy();
  }
}
