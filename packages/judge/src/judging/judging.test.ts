import {
  type Command,
  type CommandType,
  type JudgedEvent,
  judge,
  NO_STATE,
  type State,
  stateAfter,
} from '@enterwait/domain/protocol';
import { aCommand, applicationOf, awsError, type MemoryTable, memoryTable, NOW } from '@enterwait/lambda/testing';
import fc from 'fast-check';
import type { ApplicationTable } from '../table/table.ts';
import { judgeLanes, type Lane } from './judging.ts';

const judgeWith = (table: ApplicationTable, lanes: readonly Lane[]) =>
  judgeLanes(lanes, { table, now: () => NOW, random: () => 0 });

const ofChild = (child: number, ...types: CommandType[]): Command[] =>
  types.map((type) => aCommand(type, { application: applicationOf(child) }));
const outcomes = ({ verdicts }: { verdicts: { event: JudgedEvent }[] }) =>
  verdicts.map(({ event }) => event.reason ?? `${event.type} ${event.version}`);

test('ten applications cost one read and one write', async () => {
  const table = memoryTable();
  await judgeWith(
    table,
    Array.from({ length: 10 }, (_, child) => ofChild(child, 'Request')),
  );
  expect(table.calls).toEqual(['read', 'recordAll']);
  expect(table.events.size).toBe(10);
});

test('commands of one application are judged in order, each from the state that the one before left', async () => {
  const table = memoryTable();
  const [result] = await judgeWith(table, [ofChild(1, 'Request', 'Accept', 'Reject', 'Cancel', 'Request')]);
  expect(outcomes(result!)).toEqual(['Request 1', 'Accept 2', 'already-accepted', 'Cancel 3', 'Request 4']);
});

test('a command that was judged before is a success that changes nothing', async () => {
  const table = memoryTable();
  const commands = ofChild(1, 'Request', 'Accept');
  await judgeWith(table, [commands]);
  const before = [...table.events.values()];
  const [again] = await judgeWith(table, [commands]);
  expect(again?.verdicts.map(({ recording }) => recording)).toEqual(['repeated', 'repeated']);
  expect([...table.events.values()]).toEqual(before);
});

test('a repeat beside others does not hold them up', async () => {
  const table = memoryTable();
  const [repeated] = ofChild(1, 'Request');
  await judgeWith(table, [[repeated!]]);
  const results = await judgeWith(table, [[repeated!, ...ofChild(1, 'Cancel')], ofChild(2, 'Request')]);
  expect(results.map(outcomes)).toEqual([['already-requested', 'Cancel 2'], ['Request 1']]);
});

test('a state that moved meanwhile is read again, and the command judged by what it is now', async () => {
  const table = memoryTable();
  await judgeWith(table, [ofChild(1, 'Request')]);
  const stale: ApplicationTable = { ...table, readStates: raceOnce(table, ofChild(1, 'Cancel')[0]!) };
  const [result] = await judgeWith(stale, [ofChild(1, 'Accept')]);
  expect(outcomes(result!)).toEqual(['already-cancelled']);
});

/** Reads the states and then, once, has another command judged right behind the read. */
function raceOnce(table: MemoryTable, faster: Command): ApplicationTable['readStates'] {
  let raced = false;
  return async (ids) => {
    const states = await table.readStates(ids);
    if (!raced) {
      raced = true;
      await judgeWith(table, [[faster]]);
    }
    return states;
  };
}

test('two lanes with the same application, as a foreign sender may group them, do not meet in one transaction', async () => {
  const table = memoryTable();
  const results = await judgeWith(table, [ofChild(1, 'Request'), ofChild(1, 'Accept'), ofChild(2, 'Request')]);
  expect(results.map(outcomes)).toEqual([['Request 1'], ['Accept 2'], ['Request 1']]);
});

test('a state that never stands still fails after a bounded number of tries', async () => {
  const table = memoryTable();
  const [result] = await judgeWith({ ...table, record: async () => 'moved' }, [ofChild(1, 'Request')]);
  expect(result?.error).toMatchObject({ code: 'table-failed' });
});

test('a failed command ends its lane and no other', async () => {
  const table = memoryTable();
  const [first, second] = ofChild(1, 'Request', 'Accept');
  const failing: ApplicationTable = {
    ...table,
    recordAll: async () => false,
    record: async (decision) => {
      if (decision.event.event_id === first?.event_id) throw awsError('InternalServerError');
      return table.record(decision);
    },
  };
  const [broken, whole] = await judgeWith(failing, [[first!, second!], ofChild(2, 'Request', 'Cancel')]);
  expect([broken?.verdicts, broken?.error]).toEqual([[], expect.objectContaining({ name: 'InternalServerError' })]);
  expect(outcomes(whole!)).toEqual(['Request 1', 'Cancel 2']);
});

test('when the table is away every lane fails and nothing more is asked of it', async () => {
  const table = memoryTable();
  const away: ApplicationTable = { ...table, recordAll: () => Promise.reject(awsError('TimeoutError')) };
  const results = await judgeWith(away, [ofChild(1, 'Request', 'Cancel'), ofChild(2, 'Request')]);
  expect(results.map(({ error }) => (error as Error).name)).toEqual(['TimeoutError', 'TimeoutError']);
  expect(table.calls).toEqual(['read']);
});

test('however batches interleave and repeat: one event a command, versions without gap, a history that can be replayed', async () => {
  const types = fc.constantFrom<CommandType>('Request', 'Cancel', 'Accept', 'Reject');
  const batch = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), types), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(batch, { minLength: 1, maxLength: 4 }), async (scheduler, batches) => {
      const table = memoryTable((call) => scheduler.schedule(Promise.resolve(), call));
      const commands = batches.map((one) => one.flatMap(([child, type]) => ofChild(child, type)));
      // Every batch runs twice, and all batches at once: worse than any FIFO queue would do.
      const runs = [...commands, ...commands].map((batchOfCommands) =>
        judgeWith(table, [...Map.groupBy(batchOfCommands, ({ request_id }) => request_id).values()]),
      );
      await scheduler.waitFor(Promise.all(runs));
      for (const [index, run] of runs.entries()) {
        const lanes = Map.groupBy(commands[index % commands.length]!, ({ request_id }) => request_id);
        expectInOrder(await run, [...lanes.values()]);
      }
      expectReplayable(table, commands.flat());
    }),
    { numRuns: 200 },
  );
});

function expectInOrder(results: Awaited<ReturnType<typeof judgeWith>>, lanes: readonly Lane[]): void {
  for (const [index, { verdicts, error }] of results.entries()) {
    expect(error).toBeUndefined();
    expect(verdicts.map(({ event }) => event.event_id)).toEqual(lanes[index]?.map(({ event_id }) => event_id));
  }
}

function expectReplayable(table: MemoryTable, commands: readonly Command[]): void {
  expect(table.events.size).toBe(commands.length);
  const states = new Map<string, State>();
  const byId = new Map(commands.map((command) => [command.event_id, command]));
  for (const event of table.events.values()) {
    const met = states.get(event.request_id) ?? NO_STATE;
    expect(judge(met, byId.get(event.event_id)!, NOW)).toEqual(event);
    states.set(event.request_id, stateAfter(event));
  }
  for (const [requestId, state] of table.states) expect(state).toEqual(states.get(requestId));
}
