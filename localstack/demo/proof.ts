import type { CommandType } from '@enterwait/domain/protocol';
import type { StartedStack } from '../stack/stack.ts';
import { type Journey, travellerOf } from './journey.ts';
import { sampleBody } from './sample.ts';
import { renderJourney } from './trace.ts';

/** Sends one sample application through the stack, a command after the other, and prints each one's way. */
export async function travelAndTell(
  stack: StartedStack,
  types: readonly CommandType[],
  signal?: AbortSignal,
): Promise<Journey[]> {
  const traveller = travellerOf(stack);
  const body = sampleBody();
  const journeys: Journey[] = [];
  try {
    for (const type of types) {
      const journey = await traveller.travel(type, body, { signal });
      journeys.push(journey);
      console.log(renderJourney(journey));
    }
    return journeys;
  } finally {
    await traveller.close();
  }
}
