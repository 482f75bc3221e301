import { inTransaction, type Pool, type Role, type Transaction } from '@enterwait/service';
import type { Auth, PersonRecord } from './auth.ts';

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly user_id?: string | undefined;
  readonly nursery_id?: string | undefined;
  /** Left out for somebody who signs in at a provider alone. */
  readonly password?: string | undefined;
}

/** The people of a service, as an administrator enters them. */
export interface People {
  /** Enters a person by their address or changes them. What changes ends their sessions. @returns the account's id */
  put(person: NewPerson): Promise<string>;
  /**
   * @param also in the same transaction, with the id of the account
   * @returns the id of the account that is gone now; undefined when there was none
   */
  remove(email: string, also: (tx: Transaction, id: string) => Promise<void>): Promise<string | undefined>;
  /** The account of an address. */
  find(email: string): Promise<PersonRecord | undefined>;
}

export function createPeople(auth: Auth, pool: Pool): People {
  const find = async (email: string): Promise<PersonRecord | undefined> => {
    const { internalAdapter } = await auth.$context;
    const found = await internalAdapter.findUserByEmail(email.toLowerCase());
    return found?.user as unknown as PersonRecord | undefined;
  };

  async function setPassword(id: string, password: string): Promise<boolean> {
    const { internalAdapter, password: passwords } = await auth.$context;
    const credential = await internalAdapter.findCredentialAccount(id);
    if (credential?.password && (await passwords.verify({ hash: credential.password, password }))) return false;
    const hash = await passwords.hash(password);
    if (credential) await internalAdapter.updatePassword(id, hash);
    else await internalAdapter.createAccount({ userId: id, providerId: 'credential', accountId: id, password: hash });
    return true;
  }

  return {
    find,
    async put({ email, name, role, user_id, nursery_id, password }) {
      const { internalAdapter } = await auth.$context;
      const before = await find(email);
      const what = { name, role, waitlistUserId: user_id ?? null, nurseryId: nursery_id ?? null };
      const id =
        before?.id ??
        // Whoever enters somebody vouches for the address.
        (
          await internalAdapter.createUser(
            { email: email.toLowerCase(), emailVerified: true, ...what },
            { method: 'admin' },
          )
        )?.id;
      if (id === undefined) throw new Error('the account was not made');
      const moved =
        before !== undefined &&
        (before.role !== role ||
          (before.waitlistUserId ?? null) !== what.waitlistUserId ||
          (before.nurseryId ?? null) !== what.nurseryId);
      if (moved || (before !== undefined && before.name !== name)) await internalAdapter.updateUser(id, what);
      const changed = password !== undefined && (await setPassword(id, password));
      if (before !== undefined && (moved || changed)) await internalAdapter.deleteUserSessions(id);
      return id;
    },
    async remove(email, also) {
      const person = await find(email);
      if (person === undefined) return undefined;
      // Sessions and credentials go with it.
      await inTransaction(pool, async (tx) => {
        await tx.execute('DELETE FROM person WHERE id = ?', [person.id]);
        await also(tx, person.id);
      });
      return person.id;
    },
  };
}
