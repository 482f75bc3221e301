import { erased } from '@enterwait/domain/application';
import { deliveryFactsOf, SYSTEMS } from '@enterwait/domain/protocol';
import { routeOf } from '@enterwait/lambda/consumer';
import { deliveryHeaders } from '@enterwait/lambda/delivery';
import * as toEnterwait from '../../../lambdas/sqs-to-enterwait/handler.ts';
import * as toNursery from '../../../lambdas/sqs-to-nursery/handler.ts';
import { storyEvents } from './events.ts';
import { erasedStory } from './items.ts';

/** The secret of these deliveries; it signs nothing else anywhere. */
const SECRET = `whsec_${Buffer.from('a secret of the wire tests, 32 b').toString('base64')}`;

const ADDRESS = { enterwait: 'http://enterwait.example', nursery: 'http://nursery.example' } as const;
const routes = {
  enterwait: toEnterwait.routesFrom({
    ACCEPT_URL: `${ADDRESS.enterwait}/request/accept`,
    REJECT_URL: `${ADDRESS.enterwait}/request/reject`,
    OUTCOME_URL: `${ADDRESS.enterwait}/sync/outcome`,
  } as Parameters<typeof toEnterwait.routesFrom>[0]),
  nursery: toNursery.routesFrom({
    REQUEST_URL: `${ADDRESS.nursery}/enterwait/request`,
    CANCEL_URL: `${ADDRESS.nursery}/enterwait/cancel`,
    OUTCOME_URL: `${ADDRESS.nursery}/sync/outcome`,
  } as Parameters<typeof toNursery.routesFrom>[0]),
};
const erasedEvents = erasedStory.decisions.map(({ event: { note: _note, ...event } }) => ({
  ...event,
  application: erased(erasedStory.application),
  entry: null,
}));
export const deliverySamples = [
  ...storyEvents,
  ...erasedEvents.map((event, at) => ({ name: `erased ${at + 1}`, event })),
].flatMap(({ name, event }) =>
  SYSTEMS.map((system) => {
    const { url, body } = routeOf(event, routes[system]);
    const at = new Date(Date.parse(event.judged_at) + 50);
    return {
      name: `${name} to ${system}`,
      system,
      path: new URL(url).pathname,
      at: at.toISOString(),
      headers: deliveryHeaders(event, body, SECRET, at),
      body,
      reads: { facts: deliveryFactsOf(event), application: event.application },
    };
  }),
);
