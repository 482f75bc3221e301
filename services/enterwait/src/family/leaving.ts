import { forgetPerson } from '@enterwait/accounts/erasure';
import { type Application, wireApplication } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { deleteKeysOf } from '@enterwait/http/keys';
import { EXPECTED_STATUS } from '@enterwait/ledger/tables';
import { lockFamily } from './family.ts';

/** An open application, and whether the child has a place. */
export interface OpenApplication extends Application {
  readonly request_id: string;
  readonly nursery_name: string;
}

const ofStatus = (tx: Transaction, userId: string, status: number): Promise<OpenApplication[]> =>
  tx.query<OpenApplication>(
    `SELECT request.*, COALESCE(nursery.name, request.nursery_id) AS nursery_name
     FROM request LEFT JOIN nursery ON nursery.nursery_id = request.nursery_id
     WHERE request.user_id = ? AND ${EXPECTED_STATUS} = ${status} ORDER BY request.request_id LIMIT 100`,
    [userId],
  );

/** Places that the family would lose unawares: at most 100. */
export const placesOf = (tx: Transaction, userId: string): Promise<OpenApplication[]> =>
  ofStatus(tx, userId, STATUS.accepted);

/** The applications that leaving withdraws: at most 100 bodies. */
export const waitingOf = async (tx: Transaction, userId: string): Promise<Application[]> =>
  (await ofStatus(tx, userId, STATUS.requested)).map(wireApplication);

export const hasPlace = (): HttpError =>
  new HttpError(
    409,
    'has-place',
    '승인된 신청이 있습니다. 먼저 취소해 주세요 / an application is accepted: withdraw it first',
  );

export interface Leaver {
  readonly userId: string;
  readonly personId: string;
}

/**
 * Closes an account at once (탈퇴): session, password, links and keys are deleted, and later requests for the family are
 * refused. Its data is erased once its applications are closed (`node main.mjs leavers` of management, at night), from
 * the row written here.
 * @throws HttpError 409 `has-place`
 */
export async function leave(tx: Transaction, { userId, personId }: Leaver, now: Date): Promise<void> {
  // A Request for a child locks its row: it either comes before this and is withdrawn, or finds that the family has
  // left.
  await tx.query('SELECT child_id FROM child WHERE user_id = ? ORDER BY child_id FOR UPDATE', [userId]);
  await lockFamily(tx, userId);
  if ((await placesOf(tx, userId)).length > 0) throw hasPlace();
  await tx.execute('UPDATE family SET leaving_at = ?, person_id = ? WHERE user_id = ?', [now, personId, userId]);
  await deleteKeysOf(tx, userId);
  await forgetPerson(tx, personId);
}
