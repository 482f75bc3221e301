import type { Transaction } from '@enterwait/http/database';
import { removeSignInMethods } from '../auth/sign-in-methods.ts';

/** The accounts of a family, and the addresses that they have or asked to move to. */
export interface FamilyAccounts {
  readonly personIds: readonly string[];
  readonly emails: readonly string[];
}

export async function accountsOfFamily(tx: Transaction, userId: string): Promise<FamilyAccounts> {
  const people = await tx.query<{ id: string; email: string }>('SELECT id, email FROM person WHERE user_id = ?', [
    userId,
  ]);
  // A requested new address is only in the mailed link: the account's id, a space, the address.
  const links = await tx.query<{ email: string }>(
    `SELECT SUBSTRING(value, LOCATE(' ', value) + 1) AS email FROM person_verification
     WHERE SUBSTRING_INDEX(value, ' ', 1) IN (SELECT id FROM person WHERE user_id = ?) AND value LIKE '% %@%'`,
    [userId],
  );
  return { personIds: people.map(({ id }) => id), emails: [...people, ...links].map(({ email }) => email) };
}

/**
 * Deletes everything about a person from the tables of accounts, even if their row is already gone. A table that points to people is
 * emptied here, or by a foreign key with ON DELETE CASCADE; `tests/model/forgotten-people.test.ts` walks the schema. What is kept by
 * a hash of the address goes with the address: `forgetTriesAt` of the limits, and the message `forgotten` of the mail addresses.
 */
export async function forgetPerson(tx: Transaction, personId: string): Promise<void> {
  // Sessions and credentials would go with the row, links would not.
  await removeSignInMethods(tx, personId);
  await tx.execute('DELETE FROM person WHERE id = ?', [personId]);
}
