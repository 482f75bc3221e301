import type { JudgedEvent } from '@enterwait/domain/protocol';
import { describeError, PipelineError, PublishError, UnprocessableRecordError } from '@enterwait/judge/errors';
import { isForeignRecord, judgedEventOfStream } from '@enterwait/judge/table';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { RecordReport } from '../consumer/consumer.ts';
import type { ParkedRecord, Parking } from '../dead-letters/parking.ts';
import type { LambdaHandler } from '../runtime/lazily.ts';
import type { PipelineLogger } from '../runtime/logger.ts';
import type { PipelineMetrics } from '../runtime/metrics.ts';
import { traceOf } from '../runtime/trace.ts';
import type { EventBus } from './bus.ts';

export interface PublisherDependencies {
  readonly bus: EventBus;
  readonly parking: Parking;
  readonly logger: PipelineLogger;
  readonly metrics: PipelineMetrics;
}

/**
 * The consumer of the table's stream: publishes every judged event in order. When AWS fails, it throws and the whole
 * batch is retried (MiniStack does not honour partial responses on a stream; repeats are harmless, because every
 * receiver is idempotent). A record that can never be published is parked with its reason, so it does not block the
 * shard.
 */
export function createPublisher({
  bus,
  parking,
  logger,
  metrics,
}: PublisherDependencies): LambdaHandler<DynamoDBStreamEvent, void> {
  const publish = async (records: readonly DynamoDBRecord[]) => {
    const sources = new Map<JudgedEvent, DynamoDBRecord>();
    const parked: ParkedRecord[] = [];
    for (const record of records) {
      if (isForeignRecord(record)) continue;
      try {
        sources.set(judgedEventOfStream(record), record);
      } catch (error) {
        if (!(error instanceof UnprocessableRecordError)) throw error;
        parked.push(toParkedRecord(record, error.reason));
      }
    }
    const rejected = await bus.publish([...sources.keys()]);
    for (const { event, reason } of rejected) {
      const record = sources.get(event);
      if (record !== undefined) parked.push(toParkedRecord(record, reason));
    }
    // After the good ones, which must not wait for the bad.
    await Promise.all(parked.map((record) => parking.park(record)));
    return {
      parked: parked.length,
      published: sources.size - rejected.length,
      done: [...sources.keys()].map(toReport),
    };
  };

  return async ({ Records: records }, context) => {
    logger.addContext(context);
    const started = performance.now();
    try {
      const { parked, published, done } = await publish(records);
      const duration_ms = Math.round(performance.now() - started);
      logger.info('events published', { records: records.length, parked, duration_ms, done });
      // After the line above: MiniStack may keep a second line back until the next run.
      metrics.count('PublishedEvents', published);
    } catch (error) {
      logger.error('batch will be retried', { records: records.length, ...describeError(error) });
      // Lambda logs what is thrown, and AWS may quote in it what it was sent.
      throw error instanceof PipelineError ? error : new PublishError('AWS failed');
    }
  };
}

const toReport = (event: JudgedEvent): RecordReport => ({
  event_id: event.event_id,
  request_id: event.request_id,
  type: event.type,
  outcome: event.outcome,
  ...traceOf(event),
});

const toParkedRecord = (record: DynamoDBRecord, reason: string): ParkedRecord => ({
  reason,
  source: record.eventSourceARN ?? '',
  ids: {
    request_id: record.dynamodb?.Keys?.request_id?.S ?? '',
    sk: record.dynamodb?.Keys?.sk?.S ?? '',
    sequence_number: record.dynamodb?.SequenceNumber ?? '',
  },
  body: JSON.stringify(record.dynamodb?.NewImage ?? null),
});
