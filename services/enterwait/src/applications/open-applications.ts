import { STATUS, type Status } from '@enterwait/domain/protocol';
import { type Bound, bind, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import type { OnExpectedStatus } from '@enterwait/ledger/commands';
import { EXPECTED_STATUS } from '@enterwait/ledger/tables';
import { z } from 'zod';
import type { FamilyTables } from '../family/family.ts';

/** At how many daycares a child may wait at once (입소대기 신청 한도). */
export const limitVariables = {
  MAX_OPEN_APPLICATIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .meta({ description: 'at how many daycares a child may wait at once' }),
  MAX_OPEN_APPLICATIONS_ENROLLED: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(2)
    .meta({ description: 'the same for a child that is accepted somewhere' }),
};
export type Limits = z.infer<z.ZodObject<typeof limitVariables>>;

/** A child's application and its expected status. */
export interface ChildApplication {
  readonly request_id: string;
  readonly expected: Status | null;
}

export const isWaiting = ({ expected }: ChildApplication): boolean => expected === STATUS.requested;
/** It is still undecided, or the child has the place. */
export const isOpen = ({ expected }: Pick<ChildApplication, 'expected'>): boolean =>
  expected === STATUS.requested || expected === STATUS.accepted;

/** How many waiting applications a child may have: fewer while it has a place. */
export const limitOf = (limits: Limits, applications: readonly ChildApplication[]): number =>
  applications.some(({ expected }) => expected === STATUS.accepted)
    ? limits.MAX_OPEN_APPLICATIONS_ENROLLED
    : limits.MAX_OPEN_APPLICATIONS;

const tooMany = (limit: number): HttpError =>
  new HttpError(
    409,
    'too-many-applications',
    `한 아동은 동시에 ${limit}곳까지만 대기 신청할 수 있습니다 / a child may wait at ${limit} daycares at most`,
  );

/**
 * Enforces the limit of a child's waiting applications, also for concurrent requests: those for a registered child are
 * serialised by its row.
 */
export const applicationLimit =
  (limits: Limits): OnExpectedStatus<OpenApplicationTables & Pick<FamilyTables, 'lockParentOf'>> =>
  async (tables, { requestId, application, asked }) => {
    if (asked !== 'Request') return;
    const child = (await tables.lockParentOf(application.child_id)) === undefined ? 'unknown' : 'locked';
    const others = await tables.lockOtherApplicationsOf(application.child_id, requestId, child);
    const limit = limitOf(limits, others);
    if (others.filter(isWaiting).length >= limit) throw tooMany(limit);
  };

/**
 * A child's applications besides the requested one; none is changed or added until the end of the transaction. A child
 * that only a program knows has no row to lock: two concurrent requests then each hold the application they inserted
 * and wait for the other's, until one is rolled back and retried. The expected status is in the rows themselves,
 * because an outcome that arrives between two statements could hide an application.
 * @param child whether its own row is locked; otherwise its applications are locked
 */
const lockOtherApplicationsOf = (
  tx: Transaction,
  childId: string,
  requestId: string,
  child: 'locked' | 'unknown',
): Promise<ChildApplication[]> =>
  tx.query<ChildApplication>(
    `SELECT request_id, ${EXPECTED_STATUS} AS expected FROM request WHERE child_id = ? AND request_id <> ?${child === 'locked' ? '' : ' FOR UPDATE'}`,
    [childId, requestId],
  );

/** A child's applications at one moment, in one statement. To decide by them, hold the child's lock. */
export const applicationsOfChild = (tx: Transaction, childId: string): Promise<ChildApplication[]> =>
  tx.query<ChildApplication>(
    `SELECT request_id, ${EXPECTED_STATUS} AS expected FROM request WHERE child_id = ? ORDER BY created_at`,
    [childId],
  );

/** The same for several children. */
export async function applicationsOfChildren(
  tx: Transaction,
  childIds: readonly string[],
): Promise<Map<string, ChildApplication[]>> {
  if (childIds.length === 0) return new Map();
  const rows = await tx.query<ChildApplication & { readonly child_id: string }>(
    `SELECT child_id, request_id, ${EXPECTED_STATUS} AS expected FROM request
     WHERE child_id IN (${childIds.map(() => '?').join(', ')})`,
    childIds,
  );
  return Map.groupBy(rows, ({ child_id }) => child_id);
}

/** What the limit needs of the tables, in a command's transaction. */
const OPERATIONS = { lockOtherApplicationsOf };
export type OpenApplicationTables = Bound<typeof OPERATIONS>;
export const mysqlOpenApplicationTables = (tx: Transaction): OpenApplicationTables => bind(OPERATIONS, tx);
