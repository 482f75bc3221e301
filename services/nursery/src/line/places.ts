import type { Transaction } from '@enterwait/http/database';
import { countEnrolled } from '../nursery-child.ts';

/** A daycare and its places. */
export interface Places {
  readonly name: string;
  readonly capacity: number;
  /** Places held, including those of children whose accept or departure is being judged. */
  readonly enrolled: number;
  /** Never below zero: a decision of the judge may leave one child more than there are places. */
  readonly left: number;
}

/** @param defaultCapacity for a daycare that is not registered */
export async function placesOf(tx: Transaction, nurseryId: string, defaultCapacity: number): Promise<Places> {
  const [nursery] = await tx.query<{ name: string; capacity: number }>(
    'SELECT name, capacity FROM nursery WHERE nursery_id = ?',
    [nurseryId],
  );
  const enrolled = await countEnrolled(tx, nurseryId);
  const capacity = nursery?.capacity ?? defaultCapacity;
  return { name: nursery?.name ?? nurseryId, capacity, enrolled, left: Math.max(capacity - enrolled, 0) };
}
