import { type CommandType, type Origin, project, STATUS, type Status } from '@enterwait/domain';
import {
  type CommandRow,
  commandHistory,
  findRequest,
  type RequestRow,
  type Transaction,
  waitingBefore,
} from '@enterwait/service';
import { isOpen } from './open-applications.ts';

/** An application as its parent sees it. */
export interface MyApplication extends RequestRow {
  readonly nursery_name: string;
  /** Commands of this system that are not judged yet (처리 중), in the order in which they were asked. */
  readonly inFlight: readonly CommandType[];
  /** The status once these are judged. */
  readonly expected: Status | null;
  /** How many wait before it; `undefined` for one that does not wait. */
  readonly before: number | undefined;
  /** In which system a cancelled one was ended: the parent withdrew, the agency did, or the child left the daycare (퇴소). */
  readonly endedBy: Origin | undefined;
}

export interface MyApplicationInFull extends MyApplication {
  /** Oldest first. */
  readonly history: readonly CommandRow[];
}

const SHOWN = 100;

/** The applications of a parent: those that wait first, then by what changed last. At most 100. */
export async function applicationsOf(tx: Transaction, userId: string): Promise<MyApplication[]> {
  const rows = await tx.query<RequestRow & { readonly nursery_name: string | null }>(
    `SELECT request.*, nursery.name AS nursery_name
     FROM request LEFT JOIN nursery ON nursery.nursery_id = request.nursery_id WHERE request.user_id = ?
     ORDER BY (request.status IS NULL OR request.status = ${STATUS.requested}) DESC, request.updated_at DESC,
       request.request_id LIMIT ${SHOWN}`,
    [userId],
  );
  const inFlight = await inFlightOf(tx, userId);
  const endings = await endingsOf(tx, userId);
  const found: MyApplication[] = [];
  for (const row of rows) {
    found.push({
      ...row,
      nursery_name: row.nursery_name ?? row.nursery_id,
      ...expectedOf(row.status, inFlight.get(row.request_id) ?? []),
      before: await waitingBefore(tx, row),
      endedBy: endings.get(row.request_id),
    });
  }
  return found;
}

/** How many of a parent's applications wait, are accepted, or are about to be. */
export async function countOpen(tx: Transaction, userId: string): Promise<number> {
  const rows = await tx.query<{ request_id: string; status: Status | null }>(
    'SELECT request_id, status FROM request WHERE user_id = ?',
    [userId],
  );
  const inFlight = await inFlightOf(tx, userId);
  return rows.filter(({ request_id, status }) => isOpen(expectedOf(status, inFlight.get(request_id) ?? []))).length;
}

/** The commands of a parent's applications that are not judged yet, by application. */
async function inFlightOf(tx: Transaction, userId: string): Promise<Map<string, CommandType[]>> {
  const rows = await tx.query<{ request_id: string; type: CommandType }>(
    `SELECT command.request_id, command.type FROM request JOIN command ON command.request_id = request.request_id
     WHERE request.user_id = ? AND command.outcome IS NULL ORDER BY command.seq`,
    [userId],
  );
  const byApplication = new Map<string, CommandType[]>();
  for (const { request_id, type } of rows) {
    byApplication.set(request_id, [...(byApplication.get(request_id) ?? []), type]);
  }
  return byApplication;
}

async function endingsOf(tx: Transaction, userId: string): Promise<Map<string, Origin>> {
  const rows = await tx.query<{ request_id: string; origin: Origin }>(
    `SELECT command.request_id, command.origin FROM request JOIN command
       ON command.request_id = request.request_id AND command.outcome = 'applied' AND command.version = request.version
     WHERE request.user_id = ? AND request.status = ${STATUS.cancelled}`,
    [userId],
  );
  return new Map(rows.map(({ request_id, origin }) => [request_id, origin]));
}

const expectedOf = (status: Status | null, inFlight: readonly CommandType[]) => ({
  inFlight,
  expected: project(status, inFlight, 'enterwait'),
});

export async function findApplication(tx: Transaction, requestId: string): Promise<MyApplicationInFull | undefined> {
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
    history,
  };
}

/** The application that an event belongs to, for the links in mails; `undefined` while this system has not heard of the event. */
export async function applicationOfEvent(tx: Transaction, eventId: string): Promise<string | undefined> {
  const rows = await tx.query<{ request_id: string }>('SELECT request_id FROM command WHERE event_id = ?', [eventId]);
  return rows[0]?.request_id;
}
