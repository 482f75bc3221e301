import type { Role } from '@enterwait/http/access';
import { errorCode, inTransaction, type Pool, type Transaction } from '@enterwait/http/database';
import { type Auth, PASSWORD_PROVIDER, type PersonRecord } from '../auth/auth.ts';
import { endSessionsAndLinks, putPassword, removeSignInMethods } from '../auth/sign-in-methods.ts';
import { forgetPerson } from '../erasure/erasure.ts';
import { passwordProblem, weakPassword } from './passwords.ts';

interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly user_id?: string | undefined;
  readonly nursery_id?: string | undefined;
  /** Absent for a person who only signs in at a provider. */
  readonly password?: string | undefined;
}

/** The result of adding a person. */
interface PutPerson {
  readonly id: string;
  /** The account existed with a verified address, and its password has changed. */
  readonly hasOtherPassword: boolean;
}

/** `no-password`: they only sign in at a provider. */
type PasswordVerdict = 'right' | 'wrong' | 'no-password';

/** The people of a service, as an administrator manages them. */
export interface People {
  /**
   * Adds a person by their address, or changes them. An account that changes hands, or whose address is unverified,
   * loses all its sign-in methods; a new password ends sessions and links.
   * @throws HttpError 422 `weak-password`, and nothing is written; the account's current password is always allowed
   */
  put(person: NewPerson): Promise<PutPerson>;
  /**
   * @param also runs in the same transaction, with the account's id
   * @returns the id of the deleted account; undefined when there was none
   */
  remove(email: string, also: (tx: Transaction, id: string) => Promise<void>): Promise<string | undefined>;
  /** The account of an address. */
  find(email: string): Promise<PersonRecord | undefined>;
  findById(id: string): Promise<PersonRecord | undefined>;
  /** Checks a person's password; the caller counts attempts. */
  checkPassword(id: string, password: string): Promise<PasswordVerdict>;
  /** Whether a person has a password here, and an account at a provider. */
  credentialsOf(id: string): Promise<{ readonly password: boolean; readonly provider: boolean }>;
  /** The password hash of an address: if it differs afterwards, the password was changed meanwhile. */
  passwordHash(email: string): Promise<string | undefined>;
  endSession(token: string): Promise<void>;
  /** The person has verified this address. @returns whether it is still theirs */
  proveAddress(id: string, email: string): Promise<boolean>;
  /**
   * Gives an account another, verified address, and ends its sessions and links.
   * @returns false if the address belongs to another account by now
   */
  changeAddress(id: string, email: string): Promise<boolean>;
}

interface PersonRow {
  readonly name: string;
  readonly role: string;
  readonly user_id: string | null;
  readonly nursery_id: string | null;
  readonly email_verified: number;
}

/** A person's data as an administrator entered it. */
interface Entered {
  readonly name: string;
  readonly role: Role;
  readonly waitlistUserId: string | null;
  readonly nurseryId: string | null;
}

async function lockPerson(tx: Transaction, id: string): Promise<PersonRow | undefined> {
  const rows = await tx.query<PersonRow>(
    'SELECT name, role, user_id, nursery_id, email_verified FROM person WHERE id = ? FOR UPDATE',
    [id],
  );
  return rows[0];
}

/** Whether an account is about to belong to a different person, family or daycare. */
const isMoved = (person: PersonRow, { role, waitlistUserId, nurseryId }: Entered): boolean =>
  person.role !== role || person.user_id !== waitlistUserId || person.nursery_id !== nurseryId;

const updatePerson = (tx: Transaction, id: string, { name, role, waitlistUserId, nurseryId }: Entered) =>
  tx.execute(
    'UPDATE person SET name = ?, role = ?, user_id = ?, nursery_id = ?, email_verified = TRUE, updated_at = ? WHERE id = ?',
    [name, role, waitlistUserId, nurseryId, new Date(), id],
  );

export function createPeople(auth: Auth, pool: Pool): People {
  const find = async (email: string): Promise<PersonRecord | undefined> => {
    const { internalAdapter } = await auth.$context;
    const found = await internalAdapter.findUserByEmail(email.toLowerCase());
    return found?.user as unknown as PersonRecord | undefined;
  };

  const checkPassword = async (id: string, password: string): Promise<PasswordVerdict> => {
    const { internalAdapter, password: passwords } = await auth.$context;
    const hash = (await internalAdapter.findCredentialAccount(id))?.password;
    if (!hash) return 'no-password';
    return (await passwords.verify({ hash, password })) ? 'right' : 'wrong';
  };

  async function enter(email: string, entered: Entered, hash: string | undefined): Promise<string> {
    const { internalAdapter } = await auth.$context;
    // The administrator who adds a person vouches for the address.
    const person = await internalAdapter.createUser({ email, emailVerified: true, ...entered }, { method: 'admin' });
    if (person === null) throw new Error('the account was not made');
    if (hash !== undefined) await inTransaction(pool, (tx) => putPassword(tx, person.id, hash));
    return person.id;
  }

  return {
    find,
    async findById(id) {
      const { internalAdapter } = await auth.$context;
      return ((await internalAdapter.findUserById(id)) as unknown as PersonRecord | null) ?? undefined;
    },
    checkPassword,
    async credentialsOf(id) {
      const { internalAdapter } = await auth.$context;
      const accounts = await internalAdapter.findAccounts(id);
      return {
        password: accounts.some(({ providerId, password }) => providerId === PASSWORD_PROVIDER && Boolean(password)),
        provider: accounts.some(({ providerId }) => providerId !== PASSWORD_PROVIDER),
      };
    },
    passwordHash: (email) =>
      inTransaction(pool, async (tx) => {
        const [row] = await tx.query<{ password: string | null }>(
          `SELECT c.password FROM person p JOIN person_credential c ON c.person_id = p.id
           WHERE p.email = ? AND c.provider_id = 'credential'`,
          [email.toLowerCase()],
        );
        return row?.password ?? undefined;
      }),
    async endSession(token) {
      const { internalAdapter } = await auth.$context;
      await internalAdapter.deleteSession(token);
    },
    proveAddress: (id, email) =>
      inTransaction(pool, async (tx) => {
        const [person] = await tx.query<{ email: string }>('SELECT email FROM person WHERE id = ? FOR UPDATE', [id]);
        if (person?.email !== email) return false;
        await tx.execute('UPDATE person SET email_verified = TRUE, updated_at = ? WHERE id = ?', [new Date(), id]);
        return true;
      }),
    changeAddress: (id, email) =>
      inTransaction(pool, async (tx) => {
        await lockPerson(tx, id);
        await tx.execute('UPDATE person SET email = ?, email_verified = TRUE, updated_at = ? WHERE id = ?', [
          email,
          new Date(),
          id,
        ]);
        await endSessionsAndLinks(tx, id);
        return true;
      }).catch((error: unknown) => {
        if (errorCode(error) === 'ER_DUP_ENTRY') return false;
        throw error;
      }),
    async put({ email: address, name, role, user_id, nursery_id, password }) {
      const { password: passwords } = await auth.$context;
      const email = address.toLowerCase();
      const entered = { name, role, waitlistUserId: user_id ?? null, nurseryId: nursery_id ?? null };
      const before = await find(email);
      const isKept =
        before !== undefined && password !== undefined && (await checkPassword(before.id, password)) === 'right';
      const problem = password === undefined ? undefined : await passwordProblem(password, { name, email });
      const hash = password === undefined ? undefined : await passwords.hash(password);
      if (before === undefined) {
        if (problem !== undefined) throw weakPassword(problem);
        return { id: await enter(email, entered, hash), hasOtherPassword: false };
      }
      const { id } = before;
      return inTransaction(pool, async (tx) => {
        const person = await lockPerson(tx, id);
        const isOther = person === undefined || !person.email_verified || isMoved(person, entered);
        if (isOther) await removeSignInMethods(tx, id);
        if (isOther || person.name !== name) await updatePerson(tx, id, entered);
        if (hash === undefined || (isKept && !isOther)) return { id, hasOtherPassword: false };
        if (problem !== undefined) throw weakPassword(problem);
        if (!isOther) await endSessionsAndLinks(tx, id);
        await putPassword(tx, id, hash);
        return { id, hasOtherPassword: !isKept && Boolean(person?.email_verified) };
      });
    },
    async remove(email, also) {
      const person = await find(email);
      if (person === undefined) return undefined;
      await inTransaction(pool, async (tx) => {
        await forgetPerson(tx, person.id);
        await also(tx, person.id);
      });
      return person.id;
    },
  };
}
