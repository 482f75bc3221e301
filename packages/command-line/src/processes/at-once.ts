import pLimit from 'p-limit';
import { Cancelled } from '../errors/errors.ts';

/**
 * Does the work for every item, a limited number at a time, in the order of the items. Stops at the first error or when `signal` aborts.
 */
export async function forEachAtOnce<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const limit = pLimit(atOnce);
  await limit.map(items, async (item) => {
    try {
      if (signal?.aborted) throw new Cancelled();
      await work(item);
    } catch (error) {
      // p-limit itself would go on with the rest.
      limit.clearQueue();
      throw error;
    }
  });
}
