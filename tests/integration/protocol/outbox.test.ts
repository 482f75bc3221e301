import { setTimeout as delay } from 'node:timers/promises';
import {
  type Command,
  type CommandType,
  deliveryFactsOf,
  judge,
  NO_STATE,
  parseCommand,
  type State,
  stateAfter,
} from '@enterwait/domain/protocol';
import { openPool } from '@enterwait/http/database';
import { createLogger, createMetrics } from '@enterwait/http/server';
import { createLedger, type Ledger } from '@enterwait/ledger/commands';
import { createRelay, type Relay, type SendBatch } from '@enterwait/ledger/outbox';
import type { OutboxRow } from '@enterwait/ledger/tables';
import { createMysqlStore } from '@enterwait/ledger/tables';
import { anApplication, idOf } from '../../support/commands/samples.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

/** The outbox on the real database, with relays of this test. The service has a relay of its own, so it is stopped meanwhile. */
describe('the outbox', () => {
  let pool: ReturnType<typeof openPool>;
  let ledger: Ledger;
  let relays: Relay[] = [];
  const logger = createLogger('test', 'silent');
  const asked: string[] = [];

  beforeAll(async () => {
    // Rows of the previous test are removed, because these relays would send them too.
    await eventually(async () => expect(await outboxSize()).toBe(0));
    await theStack().services.enterwait.stop();
    const url = new URL(theStack().enterwaitDatabaseUrl);
    pool = openPool({
      HOSTNAME: url.hostname,
      DB_PORT: Number(url.port),
      USERNAME: url.username,
      PASSWORD: url.password,
      DATABASE: url.pathname.slice(1),
      DB_POOL_SIZE: 20,
      DB_TLS: 'off',
    });
    ledger = createLedger({ store: createMysqlStore(pool), origin: 'enterwait' });
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop(0)));
    relays = [];
  });
  afterAll(async () => {
    const marks = asked.map(() => '?').join(', ');
    for (const table of ['outbox', 'command', 'request'])
      await rowsOf('enterwait', `DELETE FROM ${table} WHERE request_id IN (${marks})`, asked);
    await pool.end();
    await theStack().services.enterwait.start();
  });

  const startRelays = (count: number, send: SendBatch): void => {
    relays = Array.from({ length: count }, () =>
      createRelay({
        store: createMysqlStore(pool),
        send,
        origin: 'enterwait',
        pollMs: 20,
        askAgainMs: [1_000],
        logger,
        metrics: createMetrics('test'),
      }),
    );
    for (const relay of relays) relay.start();
  };
  const outboxSize = async (): Promise<number> => (await rowsOf('enterwait', 'SELECT id FROM outbox')).length;

  /** Judges what was sent and tells this system, as the pipeline does. A repeated command changes nothing. */
  const states = new Map<string, State>();
  const judged = new Set<string>();
  async function answer(rows: readonly OutboxRow[]): Promise<void> {
    for (const { body, type, event_id } of rows) {
      if (judged.has(event_id)) continue;
      judged.add(event_id);
      const command = parseCommand(body, { messageId: event_id, status: type, sentAt: new Date() }) as Command;
      const event = judge(states.get(command.request_id) ?? NO_STATE, command, new Date());
      if (event.outcome === 'applied') states.set(command.request_id, stateAfter(event));
      await ledger.deliver(deliveryFactsOf(event), event.application);
    }
  }

  /** Commands of one application: requests and cancels in turn. */
  async function ask(commands: number): Promise<string[]> {
    const application = anApplication();
    asked.push(idOf(application));
    const events: string[] = [];
    for (let n = 0; n < commands; n++) {
      const type: CommandType = n % 2 === 0 ? 'Request' : 'Cancel';
      events.push(
        (
          await ledger.command(type, application, {
            traceparent: '00-02151db094740478fd2cc6d218907ddb-d333b4ee144a728d-01',
          })
        ).event_id,
      );
    }
    return events;
  }

  test('sends every command, in the order of its application, with three relays and a queue that fails now and then', async () => {
    const expected = await Promise.all(Array.from({ length: 25 }, () => ask(6)));
    const sent: string[] = [];
    const underWay = new Set<string>();
    const together: string[] = [];
    let calls = 0;
    startRelays(3, async (rows) => {
      const groups = rows.map(({ request_id }) => request_id);
      if (new Set(groups).size !== groups.length) together.push(groups.join());
      for (const group of groups) {
        if (underWay.has(group)) together.push(group);
        underWay.add(group);
      }
      await delay(3);
      for (const group of groups) underWay.delete(group);
      calls += 1;
      if (calls % 7 === 0) throw new Error('the queue is away');
      const taken = calls % 3 === 0 ? rows.filter((_row, index) => index % 4 !== 1) : rows;
      sent.push(...taken.map(({ event_id }) => event_id));
      // The answer arrives while the relay does other things. Every eleventh never arrives, and the command is asked again.
      if (calls % 11 !== 0) void answer(taken);
      return taken.map(({ id }) => id);
    });
    await eventually(async () => expect(await outboxSize()).toBe(0));
    expect(together).toEqual([]);
    // A repeated command is sent again, and the judge knows it by its id: only the first arrival of each counts.
    const firsts = [...new Set(sent)];
    expect(firsts.toSorted()).toEqual(expected.flat().sort());
    for (const events of expected) expect(firsts.filter((event) => events.includes(event))).toEqual(events);
  });

  test('sends again what was sent when the relay died before it could note it', async () => {
    const events = await ask(1);
    const sent: string[] = [];
    const killed = createRelay({
      store: createMysqlStore(pool),
      origin: 'enterwait',
      pollMs: 20,
      askAgainMs: [1_000],
      logger,
      metrics: createMetrics('test'),
      // The queue has it, and the process that claimed the row is killed before the answer arrives.
      send: async (rows) => {
        sent.push(...rows.map(({ event_id }) => event_id));
        throw new Error('killed');
      },
    });
    killed.start();
    // It keeps trying until it is stopped: once or more.
    await eventually(() => expect(new Set(sent)).toEqual(new Set(events)));
    await killed.stop(0);
    expect(await outboxSize()).toBe(1);
    startRelays(1, async (rows) => {
      sent.push(...rows.map(({ event_id }) => event_id));
      void answer(rows);
      return rows.map(({ id }) => id);
    });
    await eventually(async () => expect(await outboxSize()).toBe(0));
    expect(new Set(sent)).toEqual(new Set(events));
  });

  test('keeps nothing of a command that the status table forbids', async () => {
    const application = anApplication();
    asked.push(idOf(application));
    await expect(ledger.command('Cancel', application, { traceparent: '' })).rejects.toMatchObject({
      status: 404,
      code: 'no-application',
    });
    for (const table of ['request', 'command', 'outbox']) {
      expect(await rowsOf('enterwait', `SELECT 1 FROM ${table} WHERE request_id = ?`, [idOf(application)])).toEqual([]);
    }
  });
});
