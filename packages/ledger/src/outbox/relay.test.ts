import { createLogger, createMetrics } from '@enterwait/http/server';
import { jest } from '@jest/globals';
import { anOutboxRow } from '../../../../tests/support/commands/samples.ts';
import { eventually } from '../../../../tests/support/stack/eventually.ts';
import type { Attempt, OutboxRow } from '../tables/outbox.ts';
import type { OutboxTables, Store } from '../tables/store.ts';
import { createRelay, relayBatch } from './relay.ts';
import { sendToQueue } from './send-to-queue.ts';

const rows = [1, 2, 3].map(anOutboxRow);

interface Sent {
  readonly Entries: { Id: string; MessageDeduplicationId: string; MessageAttributes: object }[];
}

const queueThat = (answer: (input: Sent) => unknown) => {
  const sent: Sent[] = [];
  const client = {
    async send({ input }: { input: Sent }) {
      sent.push(input);
      return answer(input);
    },
  };
  return { sent, send: sendToQueue(client as never, 'https://queue', createLogger('test', 'silent')) };
};
const takesAll = ({ Entries }: Sent) => ({ Successful: Entries.map(({ Id }) => ({ Id })) });

describe('handing a batch to the queue', () => {
  test('an entry that failed alone is not taken for sent', async () => {
    const { send, sent } = queueThat(() => ({
      Successful: [{ Id: '1' }, { Id: '3' }],
      Failed: [{ Id: '2', Code: 'InternalError', SenderFault: false }],
    }));
    expect(await send(rows)).toEqual([1, 3]);
    expect(sent).toMatchObject([
      {
        QueueUrl: 'https://queue',
        Entries: rows.map(({ id, event_id, request_id, type, body }) => ({
          Id: String(id),
          MessageBody: body,
          MessageGroupId: request_id,
          MessageDeduplicationId: event_id,
          MessageAttributes: { Status: { DataType: 'String', StringValue: type } },
        })),
      },
    ]);
  });

  test('an answer that names nobody counts as nothing sent', async () => {
    expect(await queueThat(() => ({})).send(rows)).toEqual([]);
  });

  test('what is asked again has a name of its own, or the queue would pass over it', async () => {
    const { send, sent } = queueThat(takesAll);
    await send([{ ...rows[0]!, attempts: 2 }]);
    expect(sent[0]?.Entries[0]?.MessageDeduplicationId).toBe('event-1.2');
  });

  test('the round travels beside the body, where the judge of the release before does not look', async () => {
    const { send, sent } = queueThat(takesAll);
    await send([{ ...rows[0]!, round: 3 }]);
    expect(sent[0]?.Entries[0]?.MessageAttributes).toMatchObject({ Round: { DataType: 'Number', StringValue: '3' } });
  });

  test('a batch that is refused as a whole goes one by one, so that one takes no other with it', async () => {
    const { send, sent } = queueThat((input) => {
      if (input.Entries.some(({ Id }) => Id === '2'))
        throw Object.assign(new Error('bad'), { name: 'InvalidMessageContents' });
      return takesAll(input);
    });
    expect(await send(rows)).toEqual([1, 3]);
    expect(sent).toHaveLength(4);
  });

  test('one by one ends in time: what is left over counts as not taken, and its lease is not outlived', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    try {
      const { send, sent } = queueThat((input) => {
        if (input.Entries.length > 1) throw Object.assign(new Error('bad'), { name: 'InvalidMessageContents' });
        now += 15_000;
        return takesAll(input);
      });
      expect(await send(rows)).toEqual([1, 2]);
      expect(sent).toHaveLength(3);
    } finally {
      clock.mockRestore();
    }
  });

  test('an outage is no refusal', async () => {
    const away = Object.assign(new Error('away'), { name: 'TimeoutError' });
    await expect(queueThat(() => Promise.reject(away)).send(rows)).rejects.toBe(away);
  });
});

describe('a turn of the relay', () => {
  const NOW = new Date('2026-03-02T00:00:00.000Z');
  const after = (ms: number): Date => new Date(NOW.getTime() + ms);

  async function turn(due: readonly OutboxRow[], send: (open: number) => Promise<number[]>) {
    let open = 0;
    const noted: Attempt[] = [];
    const tables = {
      claimDue: async () => due,
      noteAttempts: async (attempts: readonly Attempt[]) => void noted.push(...attempts),
    } as unknown as OutboxTables;
    const store: Store<OutboxTables> = {
      async transaction(work) {
        open += 1;
        try {
          return await work(tables);
        } finally {
          open -= 1;
        }
      },
    };
    const options = { store, send: () => send(open), askAgainMs: [900_000, 3_600_000], clock: () => NOW };
    const result = await relayBatch(options).catch((error: Error) => error.message);
    return { result, noted };
  }

  test('no transaction is open while the queue is asked', async () => {
    let openWhileSending = -1;
    await turn(rows, async (open) => {
      openWhileSending = open;
      return [];
    });
    expect(openWhileSending).toBe(0);
  });

  test('what is taken is asked again ever more rarely; what is refused is tried again, by itself', async () => {
    const due = [
      rows[0]!,
      { ...rows[1]!, attempts: 1 },
      { ...rows[2]!, attempts: 9 },
      { ...rows[0]!, id: 4, failures: 2 },
    ];
    const { noted, result } = await turn(due, async () => [1, 2, 3]);
    expect(result).toEqual({ found: 4, sent: 3 });
    expect(noted).toEqual([
      { id: 1, taken: true, dueAt: after(900_000) },
      { id: 2, taken: true, dueAt: after(3_600_000) },
      { id: 3, taken: true, dueAt: after(3_600_000) },
      { id: 4, taken: false, dueAt: after(4_000) },
    ]);
  });

  test('when nothing is certain all of it is due again at once', async () => {
    const { noted, result } = await turn(rows, () => Promise.reject(new Error('away')));
    expect(result).toBe('away');
    expect(noted).toEqual(rows.map(({ id }) => ({ id, taken: false, dueAt: NOW })));
  });
});

describe('the relay and what is handed over to it', () => {
  function relayOn(inDatabase: OutboxRow[], send: (rows: readonly OutboxRow[]) => Promise<number[]>) {
    const noted: Attempt[] = [];
    let claims = 0;
    const tables = {
      async claimDue() {
        claims += 1;
        return inDatabase.splice(0, 10);
      },
      noteAttempts: async (attempts: readonly Attempt[]) => void noted.push(...attempts),
      orphanedApplications: async () => [],
    } as unknown as OutboxTables;
    const store: Store<OutboxTables> = {
      async transaction(work) {
        // A database takes time, and other work gets its turn meanwhile.
        await new Promise((resolve) => setImmediate(resolve));
        return work(tables);
      },
    };
    const relay = createRelay({
      ...{ store, send, origin: 'enterwait', pollMs: 60_000, askAgainMs: [900_000] },
      ...{ logger: createLogger('test', 'silent'), metrics: createMetrics('test') },
    });
    return { relay, noted, claims: () => claims };
  }
  const into = (sent: number[]) => async (rows: readonly OutboxRow[]) => {
    const ids = rows.map(({ id }) => id);
    sent.push(...ids);
    return ids;
  };

  test('sends what was handed over without asking the database for it, and notes it', async () => {
    const sent: number[] = [];
    const { relay, noted, claims } = relayOn([], into(sent));
    relay.start();
    await eventually(() => expect(claims()).toBe(1));
    for (const id of [1, 2, 3]) relay.handOver.put(anOutboxRow(id));
    await eventually(() => expect(noted.length).toBe(3));
    expect([sent, claims()]).toEqual([[1, 2, 3], 1]);
    await relay.stop(0);
  });

  test('sends what the database has although more and more is handed over', async () => {
    const sent = new Set<number>();
    const { relay } = relayOn([anOutboxRow(7)], async (rows) => {
      for (const { id } of rows) sent.add(id);
      relay.handOver.put(anOutboxRow(1_000 + sent.size));
      return rows.map(({ id }) => id);
    });
    relay.handOver.put(anOutboxRow(1));
    relay.start();
    await eventually(() => expect(sent.size).toBeGreaterThan(20));
    expect(sent.has(7)).toBe(true);
    await relay.stop(0);
  });

  test('sends what is handed over before it stops', async () => {
    const sent: number[] = [];
    const { relay } = relayOn([], into(sent));
    relay.start();
    relay.handOver.put(anOutboxRow(1));
    await relay.stop(5_000);
    expect(sent).toEqual([1]);
  });

  test('looks into the database after a failure: what could not be sent is due there', async () => {
    let isAway = true;
    const back: OutboxRow[] = [];
    const sent: number[] = [];
    const { relay } = relayOn(back, async (rows) => {
      if (isAway) {
        isAway = false;
        back.push(...rows);
        throw new Error('away');
      }
      return into(sent)(rows);
    });
    relay.start();
    relay.handOver.put(anOutboxRow(1));
    await eventually(() => expect(sent.length).toBeGreaterThan(0));
    expect(sent).toEqual([1]);
    await relay.stop(0);
  });
});
