import { STATUS } from '@enterwait/domain';
import { HttpError, insertNurseries, lockNursery, type OnExpectedStatus, type Transaction } from '@enterwait/service';
import { countEnrolled, deleteChild, insertChild, isEnrolled } from './nursery-child.ts';

/**
 * Keeps the enrolled children in step with the applications: a child is enrolled while its application is accepted or is about to be.
 * A place is taken in the transaction of the accept; the lock on the daycare lets two accepts for its last place pass one after the other.
 */
export const enrolment =
  ({ DEFAULT_CAPACITY }: { DEFAULT_CAPACITY: number }): OnExpectedStatus =>
  async (tx, { requestId, application, expected, asked, now }) => {
    if (expected !== STATUS.accepted) return deleteChild(tx, requestId);
    if (await isEnrolled(tx, requestId)) return;
    const capacity = await lockedCapacity(tx, application.nursery_id, DEFAULT_CAPACITY);
    if (asked !== null && (await countEnrolled(tx, application.nursery_id)) >= capacity) {
      throw new HttpError(409, 'nursery-full', '정원이 찼습니다 / the daycare has no place left');
    }
    await insertChild(tx, requestId, application, now);
  };

async function lockedCapacity(tx: Transaction, nurseryId: string, defaultCapacity: number): Promise<number> {
  const nursery = await lockNursery(tx, nurseryId);
  if (nursery !== undefined) return nursery.capacity;
  await insertNurseries(tx, [{ nursery_id: nurseryId, name: nurseryId, address: '', capacity: defaultCapacity }]);
  return (await lockNursery(tx, nurseryId))?.capacity ?? defaultCapacity;
}
