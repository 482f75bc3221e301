import type { SQSRecord } from 'aws-lambda';
import type { ConsumerDependencies } from '../src/consumer/consumer.ts';
import type { RetryDelay } from '../src/consumer/visibility.ts';
import type { FailedRecord } from '../src/dead-letters/dead-letter-sender.ts';
import type { ParkedRecord } from '../src/dead-letters/parking.ts';
import type { PipelineLogger } from '../src/runtime/logger.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export function recordingLogger(): PipelineLogger & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: LogLine['level']) => (message: string, fields: Record<string, unknown>) => {
    lines.push({ level, message, fields });
  };
  return { lines, info: write('info'), warn: write('warn'), error: write('error'), addContext: () => undefined };
}

export interface FakeConsumerDependencies extends ConsumerDependencies {
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly parked: ParkedRecord[];
  readonly buried: FailedRecord[];
  readonly hidden: RetryDelay[];
  /** Records that are on their last receive. */
  isLast: (record: SQSRecord) => boolean;
  readonly counts: Record<string, number>;
  /** If set, parking fails with it. */
  parkingError: Error | undefined;
}

/** Every consumer's dependencies, in memory; no jitter. */
export function fakeConsumerDependencies(): FakeConsumerDependencies {
  const fake: FakeConsumerDependencies = {
    parked: [],
    buried: [],
    hidden: [],
    isLast: () => false,
    counts: {},
    parkingError: undefined,
    logger: recordingLogger(),
    random: () => 0,
    parking: {
      async park(record) {
        if (fake.parkingError !== undefined) throw fake.parkingError;
        fake.parked.push(record);
      },
    },
    deadLetterSender: {
      async sendToDeadLetterQueue(failures) {
        fake.buried.push(...failures.filter(({ record }) => fake.isLast(record)));
        return failures.filter(({ record }) => !fake.isLast(record));
      },
    },
    visibility: {
      async delayRetries(delays) {
        fake.hidden.push(...delays);
      },
    },
    metrics: {
      count(name, value) {
        fake.counts[name] = (fake.counts[name] ?? 0) + value;
      },
    },
  };
  return fake;
}

export interface SentCommand {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: the input of any AWS command, which assertions inspect
  readonly input: any;
}

/** An AWS client that answers by a function and records what it was sent. */
export function fakeClient<Client>(answer: (command: SentCommand) => unknown): { client: Client; sent: SentCommand[] } {
  const sent: SentCommand[] = [];
  const client = {
    async send(command: { input: unknown; constructor: { name: string } }) {
      const one = { name: command.constructor.name, input: command.input };
      sent.push(one);
      return (await answer(one)) ?? {};
    },
  };
  return { client: client as Client, sent };
}

/** An error as the AWS SDK throws it: identified by its name. */
export const awsError = (name: string, message = 'from AWS'): Error => Object.assign(new Error(message), { name });
