import type { JudgedEvent } from '@enterwait/domain/protocol';
import { anAppliedEvent, aRefusedEvent } from '@enterwait/lambda/testing';
import { type AnswerTables, collectAnswers } from './answer-poller.ts';

async function answersTo(
  open: readonly JudgedEvent[],
  judged: readonly JudgedEvent[],
  isTold: (requestId: string, version: number) => boolean = () => true,
) {
  const settled: string[] = [];
  const deleted: string[] = [];
  const tables: AnswerTables = {
    unanswered: async () => [...open],
    settleCommand: async ({ event_id, outcome }) => void settled.push(`${event_id} ${outcome}`),
    deleteAnswered: async (eventId) => void deleted.push(eventId),
  } as AnswerTables;
  const answered = await collectAnswers({
    store: { transaction: (work) => work(tables) },
    eventsOf: async (requestId) => judged.filter(({ request_id }) => request_id === requestId),
    isTold: async (requestId, version) => isTold(requestId, version),
    everyMs: 1,
    onAnswer: () => {},
    logger: {} as never,
  });
  return { answered, settled, deleted };
}

test('an answer is found in the table, applied or refused, and takes its row', async () => {
  const [applied, refused, waiting, others] = [
    anAppliedEvent('Cancel'),
    aRefusedEvent('Cancel'),
    anAppliedEvent('Cancel'),
    anAppliedEvent('Accept'),
  ];
  const { answered, settled, deleted } = await answersTo([applied, refused, waiting], [applied, others, refused]);
  expect(answered).toBe(2);
  expect(settled).toEqual([`${applied.event_id} applied`, `${refused.event_id} refused`]);
  expect(deleted).toEqual([applied.event_id, refused.event_id]);
});

test('a cancel that was applied has its answer when both systems know it: until then it is asked, and told, again', async () => {
  const [told, refused] = [anAppliedEvent('Cancel'), aRefusedEvent('Cancel')];
  const untold = anAppliedEvent('Cancel', { version: told.version + 2 });
  const all = [told, untold, refused];
  const { answered, deleted } = await answersTo(all, all, (_id, version) => version <= told.version);
  expect(answered).toBe(2);
  expect(deleted).toEqual([told.event_id, refused.event_id]);
});
