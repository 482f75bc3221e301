import { randomInt } from 'node:crypto';
import { requestIdOf } from '@enterwait/domain/application';
import type { JudgedEvent } from '@enterwait/domain/protocol';
import fc from 'fast-check';
import { check } from '../../model/checker.ts';
import { askArbitrary } from '../../model/steps.ts';
import {
  type Answer,
  type Ask,
  applicationOf,
  FAMILIES,
  type Observation,
  type Place,
  type World,
} from '../../model/world.ts';
import { asOperator, asProgram, post } from '../../support/commands/api.ts';
import { eventsOf, stateOf } from '../../support/stack/aws.ts';
import { rowsOf } from '../../support/stack/databases.ts';
import { eventually } from '../../support/stack/eventually.ts';
import { theStack } from '../../support/stack/stack.ts';

/** The reference in a mail. */
const EVENT_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** The generator and the checker of `tests/model` on the real stack, with fewer runs; `tests/faults` tests faults. */
class StackWorld implements World {
  readonly #place: Place;
  readonly #ids: string[];
  readonly #answers: Answer[] = [];

  private constructor(place: Place) {
    this.#place = place;
    this.#ids = Array.from({ length: FAMILIES }, (_family, index) => requestIdOf(applicationOf(index, 0, place)));
  }

  /** Children and daycares that no other run has; the daycare of two of the families has one place. */
  static async create(): Promise<StackWorld> {
    const daycare = (letter: string): string => `${letter}${String(randomInt(10 ** 5)).padStart(5, '0')}`;
    const children = `8${String(randomInt(10 ** 12)).padStart(12, '0')}`;
    const place = { children, fullDaycare: daycare('Y'), otherDaycare: daycare('Z') };
    await rowsOf('nursery', 'INSERT INTO nursery (nursery_id, name, address, capacity) VALUES (?, ?, ?, ?)', [
      place.fullDaycare,
      place.fullDaycare,
      '',
      1,
    ]);
    return new StackWorld(place);
  }

  async act(ask: Ask): Promise<Answer> {
    const application = applicationOf(ask.family, ask.variant, this.#place);
    const requestId = requestIdOf(application);
    const { enterwaitUrl, nurseryUrl, managementUrl } = theStack();
    const home = ask.who === 'parent' ? `${enterwaitUrl}/enterwait` : `${nurseryUrl}/request`;
    const ofTheirOwn = ask.who === 'staff' && ask.type === 'Cancel' ? `${nurseryUrl}/nursery/leave` : undefined;
    const url =
      ask.who === 'operator'
        ? `${managementUrl}/requests/${requestId}/cancel`
        : (ofTheirOwn ?? `${home}/${ask.type.toLowerCase()}`);
    const key = ask.key === undefined ? {} : { 'idempotency-key': `${this.#place.children}-${ask.key}` };
    const { status, json } = await post(
      url,
      ask.who === 'operator' ? '' : application,
      ask.who === 'operator' ? asOperator() : { ...asProgram(), ...key },
    );
    const eventId = typeof json.event_id === 'string' ? json.event_id : undefined;
    const answer = { ask, requestId, status, eventId };
    this.#answers.push(answer);
    return answer;
  }

  /** The addresses that may get mails about these commands. */
  #addresses(): string[] {
    const asked = this.#answers.map(({ ask }) => applicationOf(ask.family, ask.variant, this.#place).parent_email);
    return [...new Set(asked)];
  }

  /** Everything is quiet once all promises hold; what is still in flight is a difference. */
  async settle(): Promise<void> {
    await eventually(async () => expect(check(await this.#look(this.#addresses()))).toEqual([]));
    // No mail went to anybody else.
    expect(check(await this.observe())).toEqual([]);
  }

  observe(): Promise<Observation> {
    return this.#look();
  }

  async #look(addresses?: readonly string[]): Promise<Observation> {
    const view = async (system: 'enterwait' | 'nursery') => {
      const marks = this.#ids.map(() => '?').join(', ');
      const select = <Row>(columns: string, table: string, order = '1') =>
        rowsOf<Row>(
          system,
          `SELECT ${columns} FROM ${table} WHERE request_id IN (${marks}) ORDER BY ${order}`,
          this.#ids,
        );
      return {
        requests: await select<Observation['systems']['nursery']['requests'][number]>('*', 'request'),
        commands: await select<Observation['systems']['nursery']['commands'][number]>('*', 'command', 'seq'),
        outbox: (await select('id', 'outbox')).length,
        enrolled: system === 'enterwait' ? [] : await select<{ request_id: string }>('request_id', 'nursery_child'),
      };
    };
    const [enterwait, nursery, states, events, mails] = await Promise.all([
      view('enterwait'),
      view('nursery'),
      Promise.all(this.#ids.map(stateOf)),
      Promise.all(this.#ids.map(eventsOf)),
      theStack().mails(addresses),
    ]);
    const judged = events.flat() as unknown as JudgedEvent[];
    const ids = new Set(judged.map(({ event_id }) => event_id));
    const order = ({ judged_at, event_id }: JudgedEvent): string => `${judged_at} ${event_id}`;
    return {
      answers: this.#answers,
      systems: { enterwait, nursery },
      enrolled: nursery.enrolled.map(({ request_id }) => request_id),
      states: states.filter((state) => state !== undefined) as unknown as Observation['states'],
      events: judged.sort((a, b) => (order(a) < order(b) ? -1 : 1)),
      mails: mails.flatMap(({ text }) => EVENT_ID.exec(text)?.[0] ?? []).filter((id) => ids.has(id)),
      mailKey: ({ event_id }) => event_id,
      excusedMails: new Map(),
      capacities: new Map([[this.#place.fullDaycare, 1]]),
      violations: [],
    };
  }
}

const { SEED } = process.env;

test('any sequence of commands of parents, staff and operators, many at once, ends in agreement', async () => {
  // People ask in waves: those of one wave at once. After some waves everything is quiet before the next.
  const waves = fc.array(
    fc.record({ asks: fc.array(askArbitrary, { minLength: 1, maxLength: 6 }), quiet: fc.boolean() }),
    { minLength: 3, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(waves, async (all) => {
      const world = await StackWorld.create();
      for (const { asks, quiet } of all) {
        await Promise.all(asks.map((ask) => world.act(ask)));
        if (quiet) await world.settle();
      }
      await world.settle();
    }),
    // A real stack is too slow for shrinking; the seed replays the commands, the model finds the interleaving.
    { numRuns: Number(process.env.STACK_MODEL_RUNS || 5), endOnFailure: true, ...(SEED && { seed: Number(SEED) }) },
  );
});
