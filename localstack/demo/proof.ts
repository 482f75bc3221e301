import type { CommandType } from '@enterwait/domain/protocol';
import type { StartedStack } from '../stack/stack.ts';
import { type Journey, openProbe } from './journey.ts';
import { sampleBody } from './sample.ts';
import { renderJourney } from './trace.ts';

/** Sends the commands of one sample application through the stack, one after another, and prints the path of each. */
export async function followAndReport(
  stack: StartedStack,
  types: readonly CommandType[],
  signal?: AbortSignal,
): Promise<Journey[]> {
  const probe = openProbe(stack);
  const body = sampleBody();
  const journeys: Journey[] = [];
  try {
    for (const type of types) {
      const journey = await probe.followCommand(type, body, { signal });
      journeys.push(journey);
      console.log(renderJourney(journey));
    }
    return journeys;
  } finally {
    await probe.close();
  }
}
