import type { Transaction } from '@enterwait/http/database';

/** A parent's contact details; name and mail address belong to the account. */
export interface Parent {
  readonly tel: string;
  readonly address: string;
  readonly postcode: string;
}

export async function findParent(tx: Transaction, userId: string): Promise<Parent | undefined> {
  const rows = await tx.query<Parent>('SELECT tel, address, postcode FROM parent WHERE user_id = ?', [userId]);
  return rows[0];
}

export async function putParent(tx: Transaction, userId: string, parent: Parent, now: Date): Promise<void> {
  await tx.execute(
    `INSERT INTO parent (user_id, tel, address, postcode, updated_at) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE tel = VALUES(tel), address = VALUES(address), postcode = VALUES(postcode),
       updated_at = VALUES(updated_at)`,
    [userId, parent.tel, parent.address, parent.postcode, now],
  );
}

/** A parent's details as the agency enters them; name and mail address apply only while the parent has no account. */
export interface EnteredParent extends Parent {
  readonly name: string | null;
  readonly email: string | null;
}

export async function enterParent(tx: Transaction, userId: string, parent: EnteredParent, now: Date): Promise<void> {
  await putParent(tx, userId, parent, now);
  await tx.execute('UPDATE parent SET name = ?, email = ? WHERE user_id = ?', [parent.name, parent.email, userId]);
}
