import { randomInt } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import { type Bound, bind, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { z } from 'zod';
import { consentsOf } from '../consents/consents.ts';

/** How many children a family may register. */
export const childrenVariables = {
  MAX_CHILDREN: z.coerce
    .number()
    .int()
    .min(1)
    .max(50)
    .default(10)
    .meta({ description: 'how many children a parent may register; existing ones stay' }),
};
export type ChildrenLimit = z.infer<z.ZodObject<typeof childrenVariables>>;

/** A child as its parent registered it. */
export interface Child {
  readonly child_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly birthday: string;
  readonly address: string;
  readonly postcode: string;
}

/**
 * The number of a child that is registered here: its birthday (YYYYMMDD) and seven random digits, so it does not reveal
 * how many there are.
 */
export const newChildId = (birthday: string, random: () => number = () => randomInt(10 ** 7)): string =>
  `${birthday}${String(random()).padStart(7, '0')}`;

/** The registered data of a child and its parent, with the wire contract's names; null: not registered. */
export type RegisteredData = Pick<Application, 'user_id' | 'child_name' | 'child_birthday'> & {
  readonly [Field in 'parent_name' | 'parent_tel' | 'parent_address' | 'parent_postcode' | 'parent_email']:
    | string
    | null;
} & {
  /** When the family closed its account; null: it did not. */
  readonly leaving_at: Date | null;
};

/**
 * The registered data of a child, unchanged until the end of the transaction. One statement: the child first, then its
 * parent. An account's own name and address take precedence over what the agency entered.
 */
async function lockRegistered(tx: Transaction, childId: string): Promise<RegisteredData | undefined> {
  const rows = await tx.query<RegisteredData>(
    `SELECT child.user_id, child.name AS child_name, child.birthday AS child_birthday, parent.tel AS parent_tel,
       parent.address AS parent_address, parent.postcode AS parent_postcode,
       COALESCE(person.name, parent.name) AS parent_name, COALESCE(person.email, parent.email) AS parent_email,
       family.leaving_at
     FROM child LEFT JOIN parent ON parent.user_id = child.user_id LEFT JOIN person ON person.user_id = child.user_id
       LEFT JOIN family ON family.user_id = child.user_id
     WHERE child.child_id = ? FOR UPDATE`,
    [childId],
  );
  return rows[0];
}

export async function lockParentOf(tx: Transaction, childId: string): Promise<string | undefined> {
  const rows = await tx.query<{ user_id: string }>('SELECT user_id FROM child WHERE child_id = ? FOR UPDATE', [
    childId,
  ]);
  return rows[0]?.user_id;
}

/**
 * Serialises whatever counts a family's children or applications and then adds one. Waits for a concurrent insert.
 * @throws HttpError 409 `family-left` for a family that closed its account and is not erased yet
 */
export async function lockFamily(tx: Transaction, userId: string): Promise<void> {
  await tx.execute('INSERT INTO family (user_id) VALUES (?) ON DUPLICATE KEY UPDATE user_id = user_id', [userId]);
  const rows = await tx.query<{ leaving_at: Date | null }>('SELECT leaving_at FROM family WHERE user_id = ?', [userId]);
  if (rows[0]?.leaving_at != null) throw familyLeft();
}

export const familyLeft = (): HttpError =>
  new HttpError(
    409,
    'family-left',
    '탈퇴한 학부모입니다. 정보를 지우는 중입니다 / this family has left, its data is being deleted',
  );

const tooManyChildren = (most: number): HttpError =>
  new HttpError(
    409,
    'too-many-children',
    `아동은 ${most}명까지 등록할 수 있습니다 / ${most} children can be registered at most`,
  );

export async function countChildren(tx: Transaction, userId: string): Promise<number> {
  const rows = await tx.query<{ found: number }>('SELECT COUNT(*) AS found FROM child WHERE user_id = ?', [userId]);
  return Number(rows[0]?.found ?? 0);
}

/**
 * Adds or changes a child. An existing child stays, however many its parent has.
 * @returns false when it belongs to another parent, permanently
 * @throws HttpError 409 `too-many-children`
 */
export async function putChild(tx: Transaction, child: Child, most: number, now: Date): Promise<boolean> {
  const parent = await lockParentOf(tx, child.child_id);
  if (parent !== undefined && parent !== child.user_id) return false;
  if (parent === undefined) {
    await lockFamily(tx, child.user_id);
    if ((await countChildren(tx, child.user_id)) >= most) throw tooManyChildren(most);
  }
  await tx.execute(
    `INSERT INTO child (child_id, user_id, name, birthday, address, postcode, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE name = VALUES(name), birthday = VALUES(birthday), address = VALUES(address),
       postcode = VALUES(postcode), updated_at = VALUES(updated_at)`,
    [child.child_id, child.user_id, child.name, child.birthday, child.address, child.postcode, now, now],
  );
  return true;
}

const CHILD_COLUMNS = 'child_id, user_id, name, birthday, address, postcode';

/** Far more than a family has; any others are on the next pages. */
export const CHILDREN_SHOWN = 20;

/** The children of a parent, the eldest first. `page` starts at 1. */
export async function childrenOf(tx: Transaction, userId: string, page = 1): Promise<Child[]> {
  return tx.query<Child>(
    `SELECT ${CHILD_COLUMNS} FROM child WHERE user_id = ? ORDER BY birthday, child_id
     LIMIT ${CHILDREN_SHOWN} OFFSET ${(page - 1) * CHILDREN_SHOWN}`,
    [userId],
  );
}

/** The page number in a URL; an invalid one means the first page. */
export const pageOf = (asked: unknown): number => z.coerce.number().int().min(1).max(1000).catch(1).parse(asked);

export async function findChild(tx: Transaction, childId: string): Promise<Child | undefined> {
  const rows = await tx.query<Child>(`SELECT ${CHILD_COLUMNS} FROM child WHERE child_id = ?`, [childId]);
  return rows[0];
}

/** The caller holds the child's lock, and has checked that it has no open application. */
export async function deleteChild(tx: Transaction, childId: string): Promise<void> {
  await tx.execute('DELETE FROM child WHERE child_id = ?', [childId]);
}

/** What a command's transaction needs to know of the family. */
const OPERATIONS = { lockRegistered, lockParentOf, consentsOf };
export type FamilyTables = Bound<typeof OPERATIONS>;

/** Does not query a child again that the transaction has already locked. */
export function mysqlFamilyTables(tx: Transaction): FamilyTables {
  const parents = new Map<string, string>();
  const tables = bind(OPERATIONS, tx);
  return {
    ...tables,
    async lockRegistered(childId) {
      const registered = await tables.lockRegistered(childId);
      if (registered !== undefined) parents.set(childId, registered.user_id);
      return registered;
    },
    lockParentOf: async (childId) => parents.get(childId) ?? tables.lockParentOf(childId),
  };
}
