import type { Audit, AuditEvent } from '@enterwait/http/audit';
import { attempting, HttpError } from '@enterwait/http/errors';
import type { Redriven } from '@enterwait/operations/dead-letters';
import type { Response } from 'express';
import type { DeadLetters } from './dead-letters.ts';

/**
 * Puts the dead letters of a queue back. Who did it is noted before it is done: once for the queue, and for each message before it moves,
 * so that a run that ends in the middle leaves none that moved unnoted.
 * @throws HttpError 404 `no-queue`, 503 when it cannot be noted
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

/** What is about no application is named by its message. */
const auditEventOf = ({ queue, request_id, message_id }: Redriven): AuditEvent =>
  request_id === null
    ? { action: 'redrive', subject: message_id }
    : { action: 'redrive', requestId: request_id, subject: queue };

export const noSuchQueue = (): HttpError =>
  new HttpError(404, 'no-queue', '그런 데드레터 큐가 없습니다 / there is no such dead-letter queue');
