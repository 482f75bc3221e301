import type { Audit, AuditEvent } from '@enterwait/http/audit';
import { HttpError } from '@enterwait/http/errors';
import type { Redriven } from '@enterwait/operations/dead-letters';
import type { Response } from 'express';
import type { DeadLetters } from './dead-letters.ts';
import { redriveAndNote } from './redriving.ts';

const QUEUE = 'EventToNurseryQueue-dlq';
const res = { locals: {} } as unknown as Response;
const letter = (message_id: string, request_id: string | null): Redriven => ({
  queue: QUEUE,
  message_id,
  request_id,
  event_id: null,
  to: 'EventToNurseryQueue',
});
const LETTERS = [letter('m1', '202403150000001N00001'), letter('m2', null), letter('m3', '202403150000003N00003')];

/** A run over these letters that fails to send `failing`. */
function run({ failing, notable = () => true }: { failing?: string; notable?: (event: AuditEvent) => boolean }) {
  const noted: AuditEvent[] = [];
  const sent: string[] = [];
  const note = async (_res: Response, event: AuditEvent): Promise<void> => void noted.push(event);
  const audit: Audit = {
    note,
    noteIn: async () => {},
    async noteFirst(response, event) {
      if (!notable(event)) throw new HttpError(503, 'unavailable', '');
      await note(response, event);
    },
  };
  const deadLetters = {
    find: (queue: string) => (queue === QUEUE ? { queue, source: null } : undefined),
    async redrive(_queue, { onMoving, onFailed }) {
      for (const one of LETTERS) {
        await onMoving(one);
        if (one.message_id === failing) {
          await onFailed(one);
          throw new Error('SQS is away');
        }
        sent.push(one.message_id);
      }
      return LETTERS;
    },
  } satisfies Pick<DeadLetters, 'find' | 'redrive'> as unknown as DeadLetters;
  return { noted, sent, done: redriveAndNote(res, QUEUE, { deadLetters, audit }) };
}

test('the queue and each message stand in the audit before they move', async () => {
  const { noted, done } = run({});
  await done;
  expect(noted).toEqual([
    { action: 'redrive', subject: QUEUE },
    { action: 'redrive', requestId: '202403150000001N00001', subject: QUEUE },
    { action: 'redrive', subject: 'm2' },
    { action: 'redrive', requestId: '202403150000003N00003', subject: QUEUE },
  ]);
});

test('a run that stops in the middle has noted what it moved, and what it could not', async () => {
  const { noted, sent, done } = run({ failing: 'm2' });
  await expect(done).rejects.toThrow('SQS is away');
  expect(sent).toEqual(['m1']);
  expect(noted.slice(1)).toEqual([
    { action: 'redrive', requestId: '202403150000001N00001', subject: QUEUE },
    { action: 'redrive', subject: 'm2' },
    { action: 'redrive', subject: 'm2', refused: 'not-sent' },
  ]);
});

test('nothing moves that cannot be noted', async () => {
  const { sent, done } = run({ notable: ({ requestId }) => requestId === undefined });
  await expect(done).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  expect(sent).toEqual([]);
});
