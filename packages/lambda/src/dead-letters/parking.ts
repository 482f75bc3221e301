import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PipelineLogger } from '../runtime/logger.ts';
import type { PipelineMetrics } from '../runtime/metrics.ts';

/** A record that can never succeed, with everything an operator needs to fix or drop it. */
export interface ParkedRecord {
  /** The field and rule that failed, or the code of an AWS refusal: never a value. */
  readonly reason: string;
  /** ARN of the queue or stream it came from. */
  readonly source: string;
  /** What identifies it: message id, group, sequence number, event id. */
  readonly ids: Readonly<Record<string, string>>;
  /** Message attributes of a queue record, for sending it again. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The original record. It holds personal data, so it goes only to the encrypted queue. */
  readonly body: string;
}

export interface Parking {
  /** Sets the record aside. Rejects on failure: the record must then be retried. */
  park(record: ParkedRecord): Promise<void>;
}

/** The smallest message limit of AWS and the emulators (256 KiB), less the envelope and its escapes. */
const MAX_MESSAGE_BYTES = 262_144;
const ENVELOPE_BYTES = 8192;

export interface ParkingDependencies {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly logger: PipelineLogger;
  readonly metrics: PipelineMetrics;
}

export function createParking({ sqs, queueUrl, logger, metrics }: ParkingDependencies): Parking {
  return {
    async park(record) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: toParkedMessage(record, new Date()),
          MessageAttributes: {
            Reason: { DataType: 'String', StringValue: record.reason.slice(0, 256) || 'unknown' },
          },
        }),
      );
      metrics.count('ParkedRecords', 1);
      logger.error('record parked', { reason: record.reason, source: record.source, ...record.ids });
    },
  };
}

/**
 * The message of the parked queue: `{parked_at, reason, source, ids, attributes?, body, body_bytes, truncated}`. A body
 * that exceeds the limit is truncated; its ids say where to find the whole.
 */
export function toParkedMessage(record: ParkedRecord, now: Date): string {
  const whole = serialise(record, record.body, now);
  if (Buffer.byteLength(whole) <= MAX_MESSAGE_BYTES) return whole;
  // An escape may take six bytes for one: a sixth of the room always fits.
  const room = Math.floor((MAX_MESSAGE_BYTES - ENVELOPE_BYTES) / 6);
  return serialise(record, record.body.slice(0, room), now);
}

function serialise(record: ParkedRecord, body: string, now: Date): string {
  const json = JSON.stringify({
    parked_at: now.toISOString(),
    reason: record.reason.slice(0, 1024),
    source: record.source,
    ids: record.ids,
    attributes: record.attributes,
    body,
    body_bytes: Buffer.byteLength(record.body),
    truncated: body.length < record.body.length,
  });
  // The two characters that JSON allows unescaped and SQS refuses.
  return json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
