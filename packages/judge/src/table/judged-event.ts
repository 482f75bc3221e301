import { DynamoDBMarshalled } from '@aws-lambda-powertools/parser/helpers/dynamodb';
import { describeIssues, type JudgedEvent, judgedEventSchema, requireKnownMajor } from '@enterwait/domain/protocol';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import { UnprocessableRecordError } from '../errors/errors.ts';
import { EVENT_KEY_PREFIX } from './item-keys.ts';

const imageSchema = DynamoDBMarshalled(
  z
    .unknown()
    .transform((item) => {
      requireKnownMajor(item);
      return item;
    })
    .pipe(judgedEventSchema.extend({ sk: z.string() })),
);

/** The body of a message, parsed, and the major version that its attribute names. */
export interface MessageBody {
  readonly json: unknown;
  readonly version: string | undefined;
}

/** @throws UnprocessableRecordError when it is no JSON */
export function bodyOfMessage({ body, messageAttributes }: SQSRecord): MessageBody {
  try {
    return { json: JSON.parse(body), version: messageAttributes.Version?.stringValue };
  } catch (error) {
    throw new UnprocessableRecordError('body is not JSON', { cause: error });
  }
}

/**
 * The judged event in the body of a delivery or mail message.
 * @throws UnprocessableRecordError when the body can never be one
 * @throws NewerMessageError when a later release wrote it: it waits
 */
export function judgedEventOfMessage({ json, version }: MessageBody): JudgedEvent {
  requireKnownMajor(json, version);
  const parsed = judgedEventSchema.safeParse(json);
  if (!parsed.success) throw new UnprocessableRecordError(`not a judged event: ${describeIssues(parsed.error)}`);
  return parsed.data;
}

/**
 * Whether a stream record certainly contains no judged event: a change of STATE, or a removal. The mapping's filter
 * lets none of them through. A record that cannot be classified is not foreign, so it is parked instead of skipped.
 */
export function isForeignRecord(record: DynamoDBRecord): boolean {
  const key = record.dynamodb?.Keys?.sk?.S;
  return record.eventName !== 'INSERT' || (key !== undefined && !key.startsWith(EVENT_KEY_PREFIX));
}

/**
 * The judged event in the new image of a stream record.
 * @throws UnprocessableRecordError when the image is missing or can never be one
 * @throws NewerMessageError when a later release wrote it: it waits
 */
export function judgedEventOfStream(record: DynamoDBRecord): JudgedEvent {
  const image = record.dynamodb?.NewImage;
  if (image === undefined) throw new UnprocessableRecordError('stream record has no new image');
  const parsed = imageSchema.safeParse(image);
  if (!parsed.success) throw new UnprocessableRecordError(`not a judged event: ${describeIssues(parsed.error)}`);
  const { sk: _key, ...event } = parsed.data;
  return event;
}
