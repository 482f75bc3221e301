import { dayInKorea } from '@enterwait/domain/korea';
import {
  currentRules,
  type Priority,
  type PriorityRules,
  scoreAt,
  UnknownPriorityItemError,
} from '@enterwait/domain/priority';
import { inSnapshot, type Pool, type Transaction } from '@enterwait/http/database';
import { HttpError } from '@enterwait/http/errors';
import { type Text, text } from '@enterwait/pages/parts';
import { applicationsOfChildren, isWaiting, type Limits, limitOf } from '../../applications/open-applications.ts';
import { consentsOf } from '../../consents/consents.ts';
import type { ConsentKind } from '../../consents/texts.ts';
import { type Daycare, findDaycare } from '../../daycares.ts';
import { type Child, childrenOf, countChildren, findChild } from '../../family/family.ts';
import { findParent, type Parent } from '../../family/parent.ts';
import type { SignedParent } from '../visitor.ts';
import { FIRST, SECOND } from './priority.tsx';

/** A child, and how much of its limit is used. */
export interface Candidate {
  readonly child: Child;
  readonly waiting: number;
  readonly limit: number;
}

/** The choices in the form. */
export interface Filled {
  readonly child_id: string;
  readonly [FIRST]: readonly string[];
  readonly [SECOND]: readonly string[];
}

/** Everything an application at a daycare is made from, for one parent. */
export interface ApplicationContext {
  readonly daycare: Daycare;
  /** A page of the parent's children, plus the chosen one. */
  readonly candidates: readonly Candidate[];
  /** How many children there are on all pages. */
  readonly registered: number;
  readonly page: number;
  readonly parent: Parent | undefined;
  readonly rules: PriorityRules;
  /** What the parent currently agrees to. */
  readonly given: ReadonlySet<ConsentKind>;
}

/** @throws HttpError 404 `no-nursery` */
export const applicationContextOf = (
  { pool, limits }: { readonly pool: Pool; readonly limits: Limits },
  userId: string,
  nurseryId: string,
  { page = 1, childId }: { readonly page?: number; readonly childId?: string | undefined } = {},
): Promise<ApplicationContext> =>
  inSnapshot(pool, async (tx) => {
    const daycare = await findDaycare(tx, nurseryId);
    if (daycare === undefined) {
      throw new HttpError(404, 'no-nursery', '등록되지 않은 어린이집입니다 / there is no such daycare');
    }
    return {
      daycare,
      candidates: await candidatesOf(tx, await shownOf(tx, userId, page, childId), limits),
      registered: await countChildren(tx, userId),
      page,
      parent: await findParent(tx, userId),
      rules: currentRules(dayInKorea(new Date())),
      given: await consentsOf(tx, userId),
    };
  });

async function shownOf(tx: Transaction, userId: string, page: number, childId: string | undefined): Promise<Child[]> {
  const shown = await childrenOf(tx, userId, page);
  if (childId === undefined || shown.some(({ child_id }) => child_id === childId)) return shown;
  const chosen = await findChild(tx, childId);
  return chosen?.user_id === userId ? [chosen, ...shown] : shown;
}

/** One statement, however many children there are. */
export async function candidatesOf(tx: Transaction, children: readonly Child[], limits: Limits): Promise<Candidate[]> {
  const applications = await applicationsOfChildren(
    tx,
    children.map(({ child_id }) => child_id),
  );
  return children.map((child) => {
    const own = applications.get(child.child_id) ?? [];
    return { child, waiting: own.filter(isWaiting).length, limit: limitOf(limits, own) };
  });
}

export interface Checked {
  readonly candidate: Candidate;
  readonly items: readonly string[];
  readonly priority: Priority;
}
export interface Wrong {
  readonly field: string;
  readonly message: Text;
}

/** Checks a well-formed form. The limit is enforced where the command is written; this check only reports it early. */
export function check(
  context: ApplicationContext,
  application: Filled,
  { limit }: { limit: boolean } = { limit: true },
): Checked | Wrong {
  const candidate = context.candidates.find(({ child }) => child.child_id === application.child_id);
  if (candidate === undefined) {
    return { field: 'child_id', message: text('등록한 아동 중에서 골라 주세요', 'choose one of your children') };
  }
  if (limit && candidate.waiting >= candidate.limit) {
    return {
      field: 'child_id',
      message: text(
        `한 아동은 동시에 ${candidate.limit}곳까지만 대기 신청할 수 있습니다`,
        `a child may wait at ${candidate.limit} daycares at most`,
      ),
    };
  }
  const items = [...application[FIRST], ...application[SECOND]];
  try {
    return { candidate, items, priority: scoreAt(new Date(), items) };
  } catch (error) {
    if (!(error instanceof UnknownPriorityItemError)) throw error;
    return { field: FIRST, message: text('목록에 없는 항목입니다', 'is not one of the items') };
  }
}

/** The ten fields of the wire contract, from the registered data. */
export function bodyOf(signed: SignedParent, { daycare, parent }: ApplicationContext, { candidate }: Checked) {
  if (parent === undefined)
    throw new HttpError(409, 'no-contact', '연락처를 먼저 등록해 주세요 / add your contact details first');
  return {
    child_id: candidate.child.child_id,
    child_name: candidate.child.name,
    child_birthday: candidate.child.birthday,
    user_id: signed.userId,
    parent_name: signed.name,
    parent_tel: parent.tel,
    parent_address: parent.address,
    parent_postcode: parent.postcode,
    parent_email: signed.email,
    nursery_id: daycare.nursery_id,
  };
}
