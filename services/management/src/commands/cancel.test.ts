import type { Command, Status } from '@enterwait/domain/protocol';
import type { Actor } from '@enterwait/http/access';
import type { AuditEntry } from '@enterwait/http/audit';
import { TooOftenError } from '@enterwait/http/limits';
import type { StateItem } from '@enterwait/judge/table';
import { anApplication } from '@enterwait/lambda/testing';
import { type CancelRequest, type CommandTables, createCanceller } from './cancel.ts';

const ID = '202403150000001N00001';
const TRACEPARENT = '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01';

function cancellerIn(status: Status | undefined) {
  const state: StateItem | undefined =
    status === undefined
      ? undefined
      : {
          request_id: ID,
          status,
          version: 3,
          application: anApplication(),
          entry: null,
          round: 1,
          event_id: 'e',
          updated_at: 'u',
        };
  const kept: Command[] = [];
  const audited: AuditEntry[] = [];
  let woken = 0;
  const tables: CommandTables = {
    insertCommand: async () => {},
    insertOutbox: async (command) => {
      kept.push(command);
      return {} as never;
    },
    insertAudit: async (entry) => void audited.push(entry),
  };
  const canceller = createCanceller({
    table: { state: async () => state },
    store: { transaction: (work) => work(tables) },
    onOutbox: () => {
      woken += 1;
    },
  });
  const cancel = (request: Partial<CancelRequest> = {}) =>
    canceller.cancel(ID, { traceparent: TRACEPARENT, actor: OPERATOR, ...request });
  return { kept, audited, cancel, woken: () => woken };
}

const OPERATOR: Actor = { kind: 'person', id: 'o1', role: 'operator', ip: '127.0.0.1', traceId: 't' };

test.each([1, 2] as const)('of status %d it is kept with its reason, its round and its audit entry', async (status) => {
  const { cancel, kept, audited, woken } = cancellerIn(status);
  const accepted = await cancel({ note: '이사' });
  expect(accepted).toMatchObject({ request_id: ID, type: 'Cancel', status: 99, version: 3 });
  const { event_id } = accepted;
  const command = { event_id, type: 'Cancel', origin: 'management', note: '이사', round: 1, traceparent: TRACEPARENT };
  expect(kept).toMatchObject([command]);
  expect(audited).toMatchObject([{ action: 'Cancel', request_id: ID, actor_id: 'o1', outcome: 'done' }]);
  expect(woken()).toBe(1);
});

test('without a reason none is sent', async () => {
  const { cancel, kept } = cancellerIn(1);
  await cancel();
  expect(kept[0]).not.toHaveProperty('note');
});

test('of another round than the operator saw it is refused', async () => {
  const { cancel, kept } = cancellerIn(1);
  await expect(cancel({ round: 0 })).rejects.toMatchObject({ status: 409, code: 'other-round' });
  expect(kept).toEqual([]);
});

test.each([
  [undefined, 404, 'no-application'],
  [88, 409, 'already-rejected'],
  [99, 409, 'already-cancelled'],
] as const)('of status %j it is refused and nothing is kept', async (status, http, code) => {
  const { cancel, kept, audited, woken } = cancellerIn(status);
  await expect(cancel()).rejects.toMatchObject({ status: http, code });
  expect([kept, audited, woken()]).toEqual([[], [], 0]);
});

test('an operator who has asked enough for now is told so, and nothing is kept', async () => {
  const kept: Command[] = [];
  const tables: CommandTables = {
    insertCommand: async (command) => void kept.push(command),
    insertOutbox: async () => ({}) as never,
    insertAudit: async () => {},
  };
  const asked: unknown[] = [];
  const canceller = createCanceller({
    table: {
      state: async () => ({ request_id: ID, status: 1, version: 3, application: anApplication() }) as StateItem,
    },
    store: { transaction: (work) => work(tables) },
    limit: async (_tables, { type, actor }) => {
      asked.push([type, actor.id]);
      throw new TooOftenError({ retryAfter: 60 });
    },
    onOutbox: () => {},
  });
  await expect(canceller.cancel(ID, { traceparent: TRACEPARENT, actor: OPERATOR })).rejects.toMatchObject({
    status: 429,
  });
  expect([asked, kept]).toEqual([[['Cancel', 'o1']], []]);
});
