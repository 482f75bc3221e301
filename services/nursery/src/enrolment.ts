import { STATUS } from '@enterwait/domain/protocol';
import { HttpError } from '@enterwait/http/errors';
import type { OnExpectedStatus } from '@enterwait/ledger/commands';
import type { EnrolmentTables } from './nursery-child.ts';

/**
 * Keeps the held places consistent with the applications. A place is taken in the transaction that records an accept, and becomes free only
 * once the judge's decision has arrived: a departure in flight still holds it. The same for a child: one place over all daycares. The lock
 * on the daycare serialises two accepts for its last place.
 */
export const enrolment =
  ({ DEFAULT_CAPACITY }: { DEFAULT_CAPACITY: number }): OnExpectedStatus<EnrolmentTables> =>
  async (tables, { requestId, application, statuses, asked, now }) => {
    if (!statuses.includes(STATUS.accepted)) return tables.deleteChild(requestId);
    if (await tables.isEnrolled(requestId)) return;
    const isElsewhere = asked !== null && (await tables.lockChild(application.child_id, requestId));
    if (isElsewhere) {
      throw new HttpError(
        409,
        'enrolled-elsewhere',
        '이미 다른 어린이집에 재원 중인 아동입니다 / the child already has a place at another daycare',
      );
    }
    const capacity = await lockedCapacity(tables, application.nursery_id, DEFAULT_CAPACITY);
    if (asked !== null && (await tables.countEnrolled(application.nursery_id)) >= capacity) {
      throw new HttpError(409, 'nursery-full', '정원이 찼습니다 / the daycare has no place left');
    }
    await tables.insertChild(requestId, application, now);
  };

async function lockedCapacity(tables: EnrolmentTables, nurseryId: string, defaultCapacity: number): Promise<number> {
  const nursery = await tables.lockNursery(nurseryId);
  if (nursery !== undefined) return nursery.capacity;
  await tables.insertNurseries([{ nursery_id: nurseryId, name: nurseryId, address: '', capacity: defaultCapacity }]);
  return (await tables.lockNursery(nurseryId))?.capacity ?? defaultCapacity;
}
