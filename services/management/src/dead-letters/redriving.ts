import type { Audit, AuditEvent } from '@enterwait/http/audit';
import { attempting, HttpError } from '@enterwait/http/errors';
import type { Redriven } from '@enterwait/operations/dead-letters';
import type { Response } from 'express';
import type { DeadLetters } from './dead-letters.ts';

/**
 * Redrives a dead-letter queue. The audit is written first: once for the queue, and for each message before it moves,
 * so an interrupted run leaves no unrecorded move.
 * @throws HttpError 404 `no-queue`, 503 when the audit cannot be written
 */
export async function redriveAndNote(
  res: Response,
  queue: string,
  { deadLetters, audit }: { readonly deadLetters: DeadLetters; readonly audit: Audit },
): Promise<Redriven[]> {
  const found = deadLetters.find(queue);
  if (found === undefined) throw noSuchQueue();
  attempting(res, { action: 'redrive' });
  await audit.noteFirst(res, { action: 'redrive', subject: found.queue });
  const results = await deadLetters.redrive(found.queue, {
    onMoving: (moving) => audit.noteFirst(res, auditEventOf(moving)),
    onFailed: (moving) => audit.note(res, { ...auditEventOf(moving), refused: 'not-sent' }),
  });
  return results ?? [];
}

/** A message that is not about an application is named by its id. */
const auditEventOf = ({ queue, request_id, message_id }: Redriven): AuditEvent =>
  request_id === null
    ? { action: 'redrive', subject: message_id }
    : { action: 'redrive', requestId: request_id, subject: queue };

export const noSuchQueue = (): HttpError =>
  new HttpError(404, 'no-queue', '그런 데드레터 큐가 없습니다 / there is no such dead-letter queue');
