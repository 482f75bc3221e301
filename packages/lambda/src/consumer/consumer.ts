import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { describeError, OutOfTimeError, UnprocessableRecordError } from '@enterwait/judge/errors';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { DeadLetterSender, FailedRecord } from '../dead-letters/dead-letter-sender.ts';
import type { ParkedRecord, Parking } from '../dead-letters/parking.ts';
import type { LambdaHandler } from '../runtime/lazily.ts';
import type { PipelineLogger } from '../runtime/logger.ts';
import { countAll, type MetricName, type PipelineMetrics } from '../runtime/metrics.ts';
import { traceInBody } from '../runtime/trace.ts';
import { type RetryDelay, receiveCountOf, retryDelaySeconds, type Visibility } from './visibility.ts';

/** What every consumer of a queue needs. */
export interface ConsumerDependencies {
  readonly parking: Parking;
  /** If absent, only SQS moves dead letters. */
  readonly deadLetterSender?: DeadLetterSender | undefined;
  readonly visibility: Visibility;
  readonly logger: PipelineLogger;
  readonly metrics: PipelineMetrics;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** One log line about a processed record: ids and the result. */
export type RecordReport = Readonly<Record<string, string | number | null | undefined>>;

/**
 * Handles one record. Resolves when it is done for good, rejects when it must be retried, and rejects with {@link
 * UnprocessableRecordError} when it can never succeed.
 */
export type RecordHandler = (record: SQSRecord, context: Context) => Promise<RecordReport>;

export interface ConsumerSettings {
  /** Whether the records of a batch are handled concurrently or one after the other. */
  readonly processInParallel: boolean;
  /**
   * The most time a record needs, in milliseconds: with less left it is retried, untouched. By default {@link
   * LEAST_TIME_MS}.
   */
  readonly leastTimeMs?: number;
  /** What a processed record counts as. */
  readonly counted?: (report: RecordReport) => MetricName | undefined;
}

/** The least time a record gets, in milliseconds: one that starts later would be interrupted. */
const LEAST_TIME_MS = 5000;

/**
 * A consumer of a standard queue that handles each record on its own. A record that fails is retried after a growing
 * delay. One that can never succeed is parked with its reason and reported as done, so it blocks nothing. One that
 * failed on its last receive goes to the dead-letter queue with its reason.
 */
export function createConsumer(
  handle: RecordHandler,
  { processInParallel, counted, leastTimeMs = LEAST_TIME_MS }: ConsumerSettings,
  dependencies: ConsumerDependencies,
): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const { parking, logger, metrics, random } = dependencies;

  return async (event, context) => {
    logger.addContext(context);
    const started = performance.now();
    const done: RecordReport[] = [];
    const failures: Failure[] = [];

    const processRecord = async (record: SQSRecord): Promise<void> => {
      try {
        if (context.getRemainingTimeInMillis() < leastTimeMs) throw new OutOfTimeError();
        done.push(await handleOrPark(record, context));
      } catch (error) {
        failures.push({ record, error, seconds: retryDelaySeconds(receiveCountOf(record), random()) });
        throw error;
      }
    };
    const handleOrPark = async (record: SQSRecord, lambdaContext: Context): Promise<RecordReport> => {
      try {
        return await handle(record, lambdaContext);
      } catch (error) {
        if (!(error instanceof UnprocessableRecordError)) throw error;
        await parking.park(toParkedRecord(record, error.reason));
        return { message_id: record.messageId, outcome: 'parked' };
      }
    };

    // A batch that failed as a whole is not a crash: MiniStack would kill the instance for it.
    await processPartialResponse(event, processRecord, new BatchProcessor(EventType.SQS), {
      context,
      processInParallel,
      throwOnFullBatchFailure: false,
    });
    const comeAgain = await settleFailures(failures, dependencies);
    logger.info('batch done', {
      records: event.Records.length,
      failed: failures.length,
      dead: failures.length - comeAgain.length,
      duration_ms: Math.round(performance.now() - started),
      done,
    });
    // After the line above: MiniStack may keep a second line back until the next run.
    if (counted !== undefined) countAll(metrics, done.map(counted));
    return toBatchResponse(comeAgain);
  };
}

/** A record that failed, why, and the delay before its next try. */
export interface Failure extends RetryDelay, FailedRecord {}

/**
 * Sends records that failed for the last time to the dead-letter queue; logs, counts and delays the rest.
 * @returns the rest: they are reported to SQS as failed
 */
export async function settleFailures(
  all: readonly Failure[],
  {
    deadLetterSender,
    visibility,
    logger,
    metrics,
  }: Pick<ConsumerDependencies, 'deadLetterSender' | 'visibility' | 'logger' | 'metrics'>,
): Promise<Failure[]> {
  const failures = deadLetterSender === undefined ? [...all] : await deadLetterSender.sendToDeadLetterQueue(all);
  if (failures.length === 0) return failures;
  for (const { record, seconds, error } of failures) {
    logger.warn('record failed', {
      message_id: record.messageId,
      receive_count: receiveCountOf(record),
      next_try_s: seconds,
      ...traceInBody(record.body),
      ...describeError(error),
    });
  }
  metrics.count('FailedRecords', failures.length);
  await visibility.delayRetries(failures);
  return failures;
}

export const toBatchResponse = (failures: readonly Failure[]): SQSBatchResponse => ({
  batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })),
});

export const toParkedRecord = (record: SQSRecord, reason: string): ParkedRecord => ({
  reason,
  source: record.eventSourceARN,
  ...attributesOf(record),
  ids: {
    message_id: record.messageId,
    ...(record.attributes.MessageGroupId === undefined ? {} : { message_group_id: record.attributes.MessageGroupId }),
  },
  body: record.body,
});

/** The text attributes: a command in the legacy form is unreadable without its `Status`. */
function attributesOf({ messageAttributes }: SQSRecord): Pick<ParkedRecord, 'attributes'> {
  const texts = Object.entries(messageAttributes).flatMap(([name, { stringValue }]): [string, string][] =>
    stringValue === undefined ? [] : [[name, stringValue]],
  );
  return texts.length === 0 ? {} : { attributes: Object.fromEntries(texts) };
}
