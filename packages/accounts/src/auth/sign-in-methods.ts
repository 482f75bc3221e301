import { randomUUID } from 'node:crypto';
import { beginningWith, inTransaction, type Pool, type Transaction } from '@enterwait/http/database';

/** Ends the mailed links of a person: `person_verification.value` is their id, or their id, a space and more. @param except id of one that stays */
const deleteLinks = (tx: Transaction, personId: string, except = ''): Promise<number> =>
  tx.execute('DELETE FROM person_verification WHERE (value = ? OR value LIKE ?) AND id <> ?', [
    personId,
    beginningWith(`${personId} `),
    except,
  ]);

/** All ways to sign in as a person; each statement takes the person's id once. */
const SIGN_IN_METHODS = [
  'DELETE FROM person_session WHERE person_id = ?',
  'DELETE FROM person_credential WHERE person_id = ?',
  'DELETE FROM person_second_factor WHERE person_id = ?',
  'UPDATE person SET second_factor = FALSE WHERE id = ?',
] as const;

/**
 * Removes a person's passwords, second factors, provider accounts, sessions and mailed links. Called whenever an
 * account changes hands, because the previous owner may have been somebody else. The person's row is locked first: a
 * session that starts meanwhile waits for it, and then checks the password again (`signInBy`).
 */
export async function removeSignInMethods(tx: Transaction, personId: string): Promise<void> {
  await tx.query('SELECT id FROM person WHERE id = ? FOR UPDATE', [personId]);
  for (const statement of SIGN_IN_METHODS) await tx.execute(statement, [personId]);
  await deleteLinks(tx, personId);
}

/** Before a provider's account is linked: removes what an account with an unverified address had. */
export const removeUnverifiedSignInMethods = (pool: Pool, personId: string): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const [person] = await tx.query<{ email_verified: number }>(
      'SELECT email_verified FROM person WHERE id = ? FOR UPDATE',
      [personId],
    );
    if (person !== undefined && !person.email_verified) await removeSignInMethods(tx, personId);
  });

/** Invalidates a person's mailed links. @param except id of the link that is being used */
export const endLinks = (pool: Pool, personId: string, except = ''): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await deleteLinks(tx, personId, except);
  });

/** Ends what must not outlive a replaced password: sessions and mailed links. */
export async function endSessionsAndLinks(tx: Transaction, personId: string): Promise<void> {
  await tx.execute('DELETE FROM person_session WHERE person_id = ?', [personId]);
  await deleteLinks(tx, personId);
}

/** Sets a person's password. @param hash as better-auth makes it */
export async function putPassword(tx: Transaction, personId: string, hash: string): Promise<void> {
  const now = new Date();
  await tx.execute(
    `INSERT INTO person_credential (id, person_id, provider_id, account_id, password, created_at, updated_at)
     VALUES (?, ?, 'credential', ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE password = VALUES(password), updated_at = VALUES(updated_at)`,
    [randomUUID(), personId, personId, hash, now, now],
  );
}
