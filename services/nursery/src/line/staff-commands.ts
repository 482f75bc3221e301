import type { CommandType, Origin, RefusalReason } from '@enterwait/domain/protocol';
import type { Transaction } from '@enterwait/http/database';
import { knownRound } from '@enterwait/ledger/tables';

/** The staff's last command that is still relevant for an application: in flight, or recently refused. */
export interface StandingCommand {
  readonly request_id: string;
  readonly type: CommandType;
  readonly origin: Origin;
  readonly outcome: 'refused' | null;
  readonly reason: RefusalReason | null;
}

/**
 * The last such command of each application's current round. A refusal is shown until staff issue another command, or until it is older
 * than `since`.
 */
export async function standingCommands(
  tx: Transaction,
  requestIds: readonly string[],
  since: Date,
): Promise<Map<string, StandingCommand>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tx.query<StandingCommand>(
    `SELECT c.request_id, c.type, c.origin, c.outcome, c.reason FROM command c JOIN request ON request.request_id = c.request_id
     WHERE c.request_id IN (${requestIds.map(() => '?').join(', ')}) AND c.origin = 'nursery'
       AND ((c.outcome IS NULL AND (c.round < ${knownRound()}) IS NOT TRUE) OR (c.outcome = 'refused' AND c.settled_at >= ? AND ${IS_LAST_OF_STAFF}))
     ORDER BY c.seq`,
    [...requestIds, since],
  );
  return new Map(rows.map((row) => [row.request_id, row]));
}

/** No command was issued for the application here since then. */
const IS_LAST_OF_STAFF =
  "NOT EXISTS (SELECT 1 FROM command later WHERE later.request_id = c.request_id AND later.origin = 'nursery' AND later.seq > c.seq)";

/** Which system last cancelled each of these applications: a child who left is different from a parent who withdrew. */
export async function cancelledBy(tx: Transaction, requestIds: readonly string[]): Promise<Map<string, Origin>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tx.query<{ request_id: string; origin: Origin }>(
    `SELECT request_id, origin FROM command
     WHERE request_id IN (${requestIds.map(() => '?').join(', ')}) AND outcome = 'applied' AND type = 'Cancel' ORDER BY seq`,
    requestIds,
  );
  return new Map(rows.map(({ request_id, origin }) => [request_id, origin]));
}

/** A refused command of staff, for those who asked and moved on. */
export interface Refused {
  readonly request_id: string;
  readonly child_name: string;
  readonly type: CommandType;
  readonly reason: RefusalReason;
  readonly settled_at: Date;
}

/** An answer takes seconds. A command delayed longer than this by an outage is only in its application's history. */
const LONGEST_IN_FLIGHT_MS = 14 * 24 * 3_600_000;

/**
 * A daycare's staff commands that were refused since then and not asked again, whatever has happened to their applications
 * meanwhile; at most 5. Reads all refusals of that time: they are few, and none depends on when its application changed.
 */
export async function refusedSince(tx: Transaction, nurseryId: string, since: Date): Promise<Refused[]> {
  return tx.query<Refused>(
    `SELECT r.request_id, r.child_name, c.type, c.reason, c.settled_at FROM command c
     JOIN request r ON r.request_id = c.request_id
     WHERE c.outcome = 'refused' AND c.asked_at >= ? AND c.settled_at >= ? AND c.origin = 'nursery' AND r.nursery_id = ?
       AND ${IS_LAST_OF_STAFF}
     ORDER BY c.seq DESC LIMIT 5`,
    [new Date(since.getTime() - LONGEST_IN_FLIGHT_MS), since, nurseryId],
  );
}
