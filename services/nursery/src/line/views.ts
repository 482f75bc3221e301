import type { Application, ReturnReason } from '@enterwait/domain/application';
import { isOver, type Origin, STATUS } from '@enterwait/domain/protocol';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import { RefusedError } from '@enterwait/http/errors';
import { returnedMail } from '@enterwait/ledger/mail-addresses';
import { type CommandRow, commandHistory, findRequest, type RequestRow, waitingBefore } from '@enterwait/ledger/tables';
import { type AdmittedRow, pageOfAdmitted } from './admitted.ts';
import { boundsOf, type Cursor, type FilterValues, STATUS_OF_VIEW, type View } from './filter.ts';
import { type Places, placesOf } from './places.ts';
import { cancelledBy, type Refused, refusedSince, type StandingCommand, standingCommands } from './staff-commands.ts';
import { countsOf, type LineRow, type Page, pageOfDecided, pageOfLine, positionsOf } from './waiting-line.ts';

/** What the views read from: each view is one transaction, for one daycare. */
export interface ReadDependencies {
  readonly pool: Pool;
  readonly defaultCapacity: number;
}

export interface LineView {
  readonly view: View;
  readonly places: Places;
  readonly counts: Readonly<Record<View, number>>;
  readonly page: Page<LineRow>;
  /** By id, for waiting applications. */
  readonly positions: ReadonlyMap<string, number>;
  readonly standing: ReadonlyMap<string, StandingCommand>;
  /** By id, for cancelled applications. */
  readonly cancelledBy: ReadonlyMap<string, Origin>;
  readonly refused: readonly Refused[];
}

const DAY_MS = 24 * 3_600_000;
/** How long a refusal is shown, unless staff ask again. */
const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);

export const readLine = (
  { pool, defaultCapacity }: ReadDependencies,
  nurseryId: string,
  { view, filter, cursor }: { view: View; filter: FilterValues; cursor: Cursor },
  now: Date,
): Promise<LineView> =>
  inSnapshot(pool, async (tx) => {
    const bounds = boundsOf(filter, now);
    const waits = view === 'waiting';
    const page = waits
      ? await pageOfLine(tx, nurseryId, bounds, cursor)
      : await pageOfDecided(tx, nurseryId, STATUS_OF_VIEW[view], bounds, cursor);
    const counts = await countsOf(tx, nurseryId);
    const countOf = (one: View): number => counts.get(STATUS_OF_VIEW[one]) ?? 0;
    return {
      view,
      places: await placesOf(tx, nurseryId, defaultCapacity),
      counts: {
        waiting: countOf('waiting'),
        accepted: countOf('accepted'),
        rejected: countOf('rejected'),
        cancelled: countOf('cancelled'),
      },
      page,
      positions: waits ? await positionsOf(tx, nurseryId, page.rows) : new Map(),
      standing: await standingCommands(tx, idsOf(page.rows), dayBefore(now)),
      cancelledBy: await cancelledBy(tx, view === 'cancelled' ? idsOf(page.rows) : []),
      refused: await refusedSince(tx, nurseryId, dayBefore(now)),
    };
  });

export interface AdmittedView {
  readonly places: Places;
  readonly page: Page<AdmittedRow>;
  readonly standing: ReadonlyMap<string, StandingCommand>;
}

export const readAdmitted = (
  { pool, defaultCapacity }: ReadDependencies,
  nurseryId: string,
  { filter, cursor }: { filter: Pick<FilterValues, 'age' | 'name'>; cursor: Cursor },
  now: Date,
): Promise<AdmittedView> =>
  inSnapshot(pool, async (tx) => {
    const page = await pageOfAdmitted(tx, nurseryId, boundsOf(filter, now), cursor);
    return {
      places: await placesOf(tx, nurseryId, defaultCapacity),
      page,
      standing: await standingCommands(tx, idsOf(page.rows), dayBefore(now)),
    };
  });

export interface ApplicationView {
  readonly row: RequestRow;
  readonly application: Application;
  /** Place in the line, 1 is next; undefined if it does not wait. */
  readonly position: number | undefined;
  /** Oldest first. */
  readonly history: readonly CommandRow[];
  /** The command being judged. Commands of an earlier round are left out: they can change nothing here. */
  readonly inFlight: CommandRow | undefined;
  /** The staff's last command, if it was recently refused and not asked again. */
  readonly refused: CommandRow | undefined;
  readonly places: Places;
  /** Why the family gets no mail; undefined: it does, as far as is known. */
  readonly mailReturned: ReturnReason | undefined;
}

/** @throws RefusedError 404 `no-application` */
export const readApplication = (
  { pool, defaultCapacity }: ReadDependencies,
  requestId: string,
  now: Date,
): Promise<ApplicationView> =>
  inSnapshot(pool, async (tx) => {
    const row = await findRequest(tx, requestId);
    if (row === undefined) throw new RefusedError('no-application');
    const before = await waitingBefore(tx, row);
    const history = await commandHistory(tx, requestId);
    return {
      row,
      application: applicationOf(row),
      position: before === undefined ? undefined : before + 1,
      history,
      inFlight: history.findLast((command) => command.outcome === null && !isOver(command, row)),
      refused: refusedOf(history, now),
      places: await placesOf(tx, row.nursery_id, defaultCapacity),
      mailReturned: await returnedMail(tx, row.parent_email),
    };
  });

/** Shown whatever has become of the application: the staff must learn that it was not done. */
function refusedOf(history: readonly CommandRow[], now: Date): CommandRow | undefined {
  const last = history.findLast(({ origin }) => origin === 'nursery');
  const isTold = last?.outcome === 'refused' && last.settled_at !== null && last.settled_at >= dayBefore(now);
  return isTold ? last : undefined;
}

const idsOf = (rows: readonly { readonly request_id: string }[]): string[] => rows.map(({ request_id }) => request_id);

const applicationOf = (row: RequestRow): Application => ({
  child_id: row.child_id,
  child_name: row.child_name,
  child_birthday: row.child_birthday,
  user_id: row.user_id,
  parent_name: row.parent_name,
  parent_tel: row.parent_tel,
  parent_address: row.parent_address,
  parent_postcode: row.parent_postcode,
  parent_email: row.parent_email,
  nursery_id: row.nursery_id,
});

/** What staff may do with an application now; nothing while a command is being judged. */
export function possibleOf({ row, inFlight }: Pick<ApplicationView, 'row' | 'inFlight'>): readonly StaffAct[] {
  if (inFlight !== undefined) return [];
  if (row.status === STATUS.requested) return ['accept', 'reject'];
  return row.status === STATUS.accepted ? ['leave'] : [];
}

/** The actions of staff. */
export type StaffAct = 'accept' | 'reject' | 'leave';
