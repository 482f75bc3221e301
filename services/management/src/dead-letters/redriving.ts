import type { Redriven } from '@enterwait/operations';
import { type Audit, attempting, HttpError } from '@enterwait/service';
import type { Response } from 'express';
import type { DeadLetters } from './dead-letters.ts';

/**
 * Puts the dead letters of a queue back and notes who did it: once for the queue, and for every application it was about.
 * @throws HttpError 404 `no-queue`
 */
export async function redriveAndNote(
  res: Response,
  queue: string,
  { deadLetters, audit }: { readonly deadLetters: DeadLetters; readonly audit: Audit },
): Promise<Redriven[]> {
  const found = deadLetters.find(queue);
  if (found === undefined) throw noSuchQueue();
  attempting(res, { action: 'redrive' });
  const results = (await deadLetters.redrive(found.queue)) ?? [];
  await audit.note(res, { action: 'redrive', subject: found.queue });
  const ids = results.flatMap(({ request_id, to }) => (to === undefined || request_id === null ? [] : [request_id]));
  for (const requestId of new Set(ids)) await audit.note(res, { action: 'redrive', requestId, subject: found.queue });
  return results;
}

export const noSuchQueue = (): HttpError =>
  new HttpError(404, 'no-queue', '그런 데드레터 큐가 없습니다 / there is no such dead-letter queue');
