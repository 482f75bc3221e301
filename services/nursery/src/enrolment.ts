import { type Application, STATUS } from '@enterwait/domain';
import { HttpError, type Nursery, type OnExpectedStatus } from '@enterwait/service';

/** What enrolment does to its tables, in the transaction of the ledger. */
export interface EnrolmentTables {
  isEnrolled(requestId: string): Promise<boolean>;
  countEnrolled(nurseryId: string): Promise<number>;
  insertChild(requestId: string, application: Application, now: Date): Promise<void>;
  deleteChild(requestId: string): Promise<void>;
  lockNursery(nurseryId: string): Promise<Nursery | undefined>;
  insertNurseries(nurseries: readonly Nursery[]): Promise<void>;
}

/**
 * Keeps the enrolled children in step with the applications: a child is enrolled while its application is accepted or is about to be.
 * A place is taken in the transaction of the accept; the lock on the daycare lets two accepts for its last place pass one after the other.
 */
export const enrolment =
  ({ DEFAULT_CAPACITY }: { DEFAULT_CAPACITY: number }): OnExpectedStatus<EnrolmentTables> =>
  async (tables, { requestId, application, expected, asked, now }) => {
    if (expected !== STATUS.accepted) return tables.deleteChild(requestId);
    if (await tables.isEnrolled(requestId)) return;
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
