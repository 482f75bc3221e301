import {
  type CommandInFlight,
  type CommandType,
  type Origin,
  project,
  STATUS,
  type Status,
} from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';
import {
  type CommandRow,
  commandHistory,
  EXPECTED_STATUS,
  findRequest,
  type RequestRow,
  waitingBefore,
} from '@enterwait/ledger/tables';

/** An application as its parent sees it. */
export interface MyApplication extends RequestRow {
  readonly nursery_name: string;
  /** Commands of this system that are not judged yet (처리 중), in the order they were issued. */
  readonly inFlight: readonly CommandType[];
  /** The status once they are judged. */
  readonly expected: Status | null;
  /** How many wait ahead of it; `undefined` if it does not wait. */
  readonly before: number | undefined;
  /**
   * Which system ended a cancelled one: the parent withdrew, the agency cancelled, or the child left the daycare (퇴소).
   */
  readonly endedBy: Origin | undefined;
  /** The parent's last command if it was refused: shown for a day, or until the next thing happens. */
  readonly refused: RefusedCommand | undefined;
}

export type RefusedCommand = Pick<CommandRow, 'type' | 'reason'>;

export interface MyApplicationInFull extends MyApplication {
  /** Oldest first. */
  readonly history: readonly CommandRow[];
}

const SHOWN = 100;
const DAY_MS = 24 * 3_600_000;
const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY_MS);

/** The applications of a parent: waiting ones first, then by last change. At most 100. */
export async function applicationsOf(tx: Transaction, userId: string, now: Date): Promise<MyApplication[]> {
  const rows = await tx.query<RequestRow & { readonly nursery_name: string | null }>(
    `SELECT request.*, nursery.name AS nursery_name
     FROM request LEFT JOIN nursery ON nursery.nursery_id = request.nursery_id WHERE request.user_id = ?
     ORDER BY (request.status IS NULL OR request.status = ${STATUS.requested}) DESC, request.updated_at DESC,
       request.request_id LIMIT ${SHOWN}`,
    [userId],
  );
  const ids = rows.map(({ request_id }) => request_id);
  const inFlight = await inFlightOf(tx, ids);
  const endings = await endingsOf(tx, ids);
  const refusals = await refusalsOf(tx, ids, dayBefore(now));
  const found: MyApplication[] = [];
  for (const row of rows) {
    found.push({
      ...row,
      nursery_name: row.nursery_name ?? row.nursery_id,
      ...expectedOf(row.status, inFlight.get(row.request_id) ?? []),
      before: await waitingBefore(tx, row),
      endedBy: endings.get(row.request_id),
      refused: refusals.get(row.request_id),
    });
  }
  return found;
}

/** How many of a parent's applications are waiting, accepted, or about to be: one statement. */
export async function countOpen(tx: Transaction, userId: string): Promise<number> {
  const rows = await tx.query<{ found: number }>(
    `SELECT COUNT(*) AS found FROM request WHERE user_id = ? AND ${EXPECTED_STATUS} IN (${STATUS.requested}, ${STATUS.accepted})`,
    [userId],
  );
  return Number(rows[0]?.found ?? 0);
}

/** `IN (?, …)`: details are read only for the applications shown, however many a parent has. */
const among = (ids: readonly string[]): string => `IN (${ids.map(() => '?').join(', ')})`;

/** The unjudged commands of some applications, by application. */
async function inFlightOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, CommandType[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ request_id: string; type: CommandType }>(
    `SELECT request_id, type FROM command WHERE request_id ${among(ids)} AND outcome IS NULL ORDER BY seq`,
    ids,
  );
  const byApplication = new Map<string, CommandType[]>();
  for (const { request_id, type } of rows) {
    byApplication.set(request_id, [...(byApplication.get(request_id) ?? []), type]);
  }
  return byApplication;
}

async function endingsOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, Origin>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ request_id: string; origin: Origin }>(
    `SELECT command.request_id, command.origin FROM request JOIN command
       ON command.request_id = request.request_id AND command.outcome = 'applied' AND command.version = request.version
     WHERE request.request_id ${among(ids)} AND request.status = ${STATUS.cancelled}`,
    ids,
  );
  return new Map(rows.map(({ request_id, origin }) => [request_id, origin]));
}

/** For each of these applications, the last command issued here, if it was refused since then and nothing came after it. */
async function refusalsOf(tx: Transaction, ids: readonly string[], since: Date): Promise<Map<string, RefusedCommand>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<RefusedCommand & { request_id: string }>(
    `SELECT command.request_id, command.type, command.reason FROM request JOIN command
       ON command.request_id = request.request_id AND command.outcome = 'refused' AND command.version >= request.version
     WHERE request.request_id ${among(ids)} AND command.origin = 'enterwait' AND command.settled_at >= ? AND NOT EXISTS (
       SELECT 1 FROM command later
       WHERE later.request_id = command.request_id AND later.origin = 'enterwait' AND later.seq > command.seq)`,
    [...ids, since],
  );
  return new Map(rows.map((row) => [row.request_id, row]));
}

/** The same for one application. */
function refusedOf(
  { version }: Pick<RequestRow, 'version'>,
  history: readonly CommandRow[],
  now: Date,
): RefusedCommand | undefined {
  const last = history.findLast(({ origin }) => origin === 'enterwait');
  if (last?.outcome !== 'refused' || last.settled_at === null) return undefined;
  return last.settled_at >= dayBefore(now) && (last.version ?? 0) >= version ? last : undefined;
}

/** Parents' commands start and end rounds, so they name none. */
const namingNone = (type: CommandType): CommandInFlight => ({ type, round: null });

const expectedOf = (status: Status | null, inFlight: readonly CommandType[]) => ({
  inFlight,
  expected: project({ status, round: null }, inFlight.map(namingNone), 'enterwait'),
});

export async function findApplication(
  tx: Transaction,
  requestId: string,
  now: Date,
): Promise<MyApplicationInFull | undefined> {
  const row = await findRequest(tx, requestId);
  if (row === undefined) return undefined;
  const history = await commandHistory(tx, requestId);
  const names = await tx.query<{ name: string }>('SELECT name FROM nursery WHERE nursery_id = ?', [row.nursery_id]);
  const inFlight = history.filter(({ outcome }) => outcome === null).map(({ type }) => type);
  return {
    ...row,
    nursery_name: names[0]?.name ?? row.nursery_id,
    ...expectedOf(row.status, inFlight),
    before: await waitingBefore(tx, row),
    endedBy:
      row.status === STATUS.cancelled
        ? history.find(({ outcome, version }) => outcome === 'applied' && version === row.version)?.origin
        : undefined,
    refused: refusedOf(row, history, now),
    history,
  };
}

/**
 * The application that an event belongs to, for the links in mails; `undefined` while this system does not know the
 * event.
 */
export async function applicationOfEvent(tx: Transaction, eventId: string): Promise<string | undefined> {
  const rows = await tx.query<{ request_id: string }>('SELECT request_id FROM command WHERE event_id = ?', [eventId]);
  return rows[0]?.request_id;
}
