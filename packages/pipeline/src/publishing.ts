import type { JudgedEvent } from '@enterwait/domain';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { EventBus } from './bus.ts';
import type { RecordReport } from './consumer.ts';
import { describeError, PipelineError, PublishError, UnprocessableRecordError } from './errors.ts';
import { isForeignRecord, judgedEventOfStream } from './judged-event.ts';
import type { LambdaHandler } from './lazily.ts';
import type { PipelineLogger } from './logger.ts';
import type { ParkedRecord, Parking } from './parking.ts';

export interface PublisherDependencies {
  readonly bus: EventBus;
  readonly parking: Parking;
  readonly logger: PipelineLogger;
}

/**
 * The consumer of the table's stream: publishes every judged event in order. When AWS fails it throws and the whole
 * batch comes again (MiniStack does not honour partial responses on a stream; a repeat is harmless, every receiver is
 * idempotent). A record that can never be published is parked by name and reason: nothing blocks the shard.
 */
export function createPublisher({
  bus,
  parking,
  logger,
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
    for (const { event, reason } of await bus.publish([...sources.keys()])) {
      const record = sources.get(event);
      if (record !== undefined) parked.push(toParkedRecord(record, reason));
    }
    // After the good ones, which must not wait for the bad.
    await Promise.all(parked.map((record) => parking.park(record)));
    return { parked: parked.length, done: [...sources.keys()].map(toReport) };
  };

  return async ({ Records: records }, context) => {
    logger.addContext(context);
    const started = performance.now();
    try {
      const { parked, done } = await publish(records);
      const duration_ms = Math.round(performance.now() - started);
      logger.info('events published', { records: records.length, parked, duration_ms, done });
    } catch (error) {
      logger.error('batch comes again', { records: records.length, ...describeError(error) });
      // Lambda writes what is thrown into the log, and AWS may quote in it what it was sent.
      throw error instanceof PipelineError ? error : new PublishError('AWS failed');
    }
  };
}

const toReport = ({ event_id, request_id, type, outcome }: JudgedEvent): RecordReport => ({
  event_id,
  request_id,
  type,
  outcome,
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
