import type { Application, Status } from '@enterwait/domain';
import type { Transaction } from '../database.ts';

/** Confirmed state of an application: what the judge last told this system. */
export interface RequestRow extends Application {
  readonly request_id: string;
  readonly status: Status | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const APPLICATION_COLUMNS =
  'child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address, parent_postcode, parent_email, nursery_id';
const COLUMNS = `request_id, ${APPLICATION_COLUMNS}, status, version, created_at, updated_at`;

const valuesOf = (a: Application) => [
  a.child_id,
  a.child_name,
  a.child_birthday,
  a.user_id,
  a.parent_name,
  a.parent_tel,
  a.parent_address,
  a.parent_postcode,
  a.parent_email,
  a.nursery_id,
];

export async function findRequest(tx: Transaction, requestId: string): Promise<RequestRow | undefined> {
  const rows = await tx.query<RequestRow>(`SELECT ${COLUMNS} FROM request WHERE request_id = ?`, [requestId]);
  return rows[0];
}

/** Every change of an application goes through this lock, so that its commands and outbox rows get their numbers in order. */
export async function lockRequest(tx: Transaction, requestId: string): Promise<RequestRow | undefined> {
  const rows = await tx.query<RequestRow>(`SELECT ${COLUMNS} FROM request WHERE request_id = ? FOR UPDATE`, [
    requestId,
  ]);
  return rows[0];
}

/** Enters an application that this system has not heard of yet, unconfirmed. Waits for a concurrent insert; a row that is there stays. */
export async function insertUnconfirmed(
  tx: Transaction,
  requestId: string,
  application: Application,
  now: Date,
): Promise<void> {
  await tx.execute(
    `INSERT INTO request (request_id, ${APPLICATION_COLUMNS}, status, version, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, ?, ?)
     ON DUPLICATE KEY UPDATE request_id = request_id`,
    [requestId, ...valuesOf(application), now, now],
  );
}

/** Takes over what the judge has told. The caller holds the row's lock and has compared the versions. */
export async function updateConfirmed(
  tx: Transaction,
  requestId: string,
  state: { application: Application; status: Status | null; version: number },
  now: Date,
): Promise<void> {
  await tx.execute(
    `UPDATE request SET child_id = ?, child_name = ?, child_birthday = ?, user_id = ?, parent_name = ?, parent_tel = ?,
       parent_address = ?, parent_postcode = ?, parent_email = ?, nursery_id = ?, status = ?, version = ?, updated_at = ?
     WHERE request_id = ?`,
    [...valuesOf(state.application), state.status, state.version, now, requestId],
  );
}
