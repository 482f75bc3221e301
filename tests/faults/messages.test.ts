import { setTimeout as delay } from 'node:timers/promises';
import { DELIVERY_QUEUES, MAIL_QUEUE } from '@enterwait/domain/protocol';
import { idOf } from '../support/commands/samples.ts';
import { families } from '../support/scenarios/ledger-of-answers.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { allEventsOf, sendCommand, sendToQueue } from '../support/stack/aws.ts';
import { eventually } from '../support/stack/eventually.ts';
import { sized } from '../support/stack/sized.ts';
import { theStack } from '../support/stack/stack.ts';

/** A fixed shuffle: the order is arbitrary, but the same in every run. */
const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item, index) => ({ item, at: (index * 7919) % 10007 }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

describe('nothing is done twice and nobody disagrees', () => {
  test('when every message of every queue comes twice, and the second time in another order', async () => {
    const known = families(sized(130));
    await runScenario({
      name: 'every message twice, shuffled',
      async load(ledger) {
        await ledger.askAll(known.map((application) => ['Request', application] as const));
        await ledger.askAll(known.map((application) => ['Cancel', application] as const));
      },
      async fault(load) {
        while (!load.settled()) await delay(20);
        const { queue_urls } = theStack().outputs;
        const urls = [...Object.values(DELIVERY_QUEUES), MAIL_QUEUE].map((name) => queue_urls[name]);
        // Rarely: every look costs one query per application, and LocalStack answers them beside its work.
        const events = await eventually(
          async () => {
            const judged = (await Promise.all(known.map((application) => allEventsOf(idOf(application))))).flat();
            expect(judged).toHaveLength(2 * known.length);
            return judged;
          },
          240_000,
          3_000,
        );
        for (const event of shuffled(events)) {
          const body = JSON.stringify(event);
          await Promise.all(urls.map((url) => sendToQueue(url ?? '', body)));
          // The same command once more, under a name that the queue does not know.
          const { application, event_id, type, origin, occurred_at } = event;
          await sendCommand({
            body: JSON.stringify({ ...application, event_id, type, origin, occurred_at }),
            status: type,
            group: event.request_id,
            dedup: `${event_id}-again`,
          });
        }
        return events.length * 4;
      },
    });
  });
});
