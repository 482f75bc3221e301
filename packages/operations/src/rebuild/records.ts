import type { MailAddressState } from '@enterwait/domain/application';
import type { Service } from '@enterwait/domain/protocol';
import { type CommandRow, knownRound, type RequestRow } from '@enterwait/ledger/tables';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import { connectTo } from '../reconcile/database.ts';

/** A database that records commands: the two systems', and the operators' monitor's. */
export type RecordingSystem = Service;

/** The confirmed state of an application in one system. */
export type ConfirmedRow = Omit<RequestRow, 'expected' | 'expected_version' | 'queue_key' | 'created_at'>;

/** A command and its outcome; `outcome` is null while it is unanswered. */
export type RecordedCommand = Omit<CommandRow, 'settled_at' | 'round'> & { readonly request_id: string };

/** What one database has recorded of the judge's decisions. */
export interface SystemRecords {
  /** The ids of all applications of a system, in order, a page at a time. */
  ids(pageSize: number): AsyncGenerator<string[]>;
  /** Which of these it has a row of, confirmed or not. */
  present(requestIds: readonly string[]): Promise<Set<string>>;
  /** The confirmed rows. */
  rows(requestIds: readonly string[]): Promise<ConfirmedRow[]>;
  commands(requestIds: readonly string[]): Promise<RecordedCommand[]>;
  /** The suppressed mail addresses it knows of, by key. */
  returnedAddresses(): Promise<Map<string, MailAddressState>>;
  /** Names of the daycares by id. */
  nurseryNames(): Promise<Map<string, string>>;
  /** Makes every unanswered command due at once, because its queue is gone. @returns the number of commands */
  askAllAgain(): Promise<number>;
  close(): Promise<void>;
}

const IDS = 'SELECT request_id FROM request WHERE request_id > ? ORDER BY request_id LIMIT ?';
const PRESENT = 'SELECT request_id FROM request WHERE request_id IN (?)';
const ROWS = `SELECT request_id, child_id, child_name, child_birthday, user_id, parent_name, parent_tel, parent_address, parent_postcode,
  parent_email, nursery_id, status, version, ${knownRound()} AS round, priority_rules, priority_items, points, tie_points, requested_at,
  updated_at FROM request WHERE request_id IN (?) AND version > 0`;
const COMMANDS = `SELECT request_id, event_id, type, origin, asked_at, outcome, reason, status, version, judged_at, note
  FROM command WHERE request_id IN (?) ORDER BY seq`;
const ADDRESSES =
  'SELECT address_key, returned_at, reason, verified_at FROM mail_address WHERE returned_at IS NOT NULL';
// The claim of a process that died with the queue would also hold the row back.
const DUE = "UPDATE outbox SET next_attempt_at = '1970-01-01', failures = 0";

interface AddressRow extends Pick<MailAddressState, 'reason'> {
  readonly address_key: string;
  readonly returned_at: Date;
  readonly verified_at: Date | null;
}

const select = async <Row>(pool: Pool, sql: string, values: unknown[]): Promise<Row[]> =>
  (await pool.query<(RowDataPacket & Row)[]>(sql, values))[0];

/** @param url `mysql://…` of a user who may write the outbox */
export function openRecords(url: string): SystemRecords {
  const pool = connectTo(url);
  return {
    async *ids(pageSize) {
      for (let last: string | undefined = ''; last !== undefined; ) {
        const rows: { request_id: string }[] = await select(pool, IDS, [last, pageSize]);
        if (rows.length > 0) yield rows.map(({ request_id }) => request_id);
        last = rows.length < pageSize ? undefined : rows.at(-1)?.request_id;
      }
    },
    async present(requestIds) {
      const rows = await select<{ request_id: string }>(pool, PRESENT, [requestIds]);
      return new Set(rows.map(({ request_id }) => request_id));
    },
    rows: (requestIds) => select(pool, ROWS, [requestIds]),
    commands: (requestIds) => select(pool, COMMANDS, [requestIds]),
    async returnedAddresses() {
      const rows = await select<AddressRow>(pool, ADDRESSES, []);
      return new Map(
        rows.map(({ address_key, returned_at, reason, verified_at }) => [
          address_key,
          { returned_at: returned_at.toISOString(), reason, verified_at: verified_at?.toISOString() ?? null },
        ]),
      );
    },
    async nurseryNames() {
      const rows = await select<{ nursery_id: string; name: string }>(pool, 'SELECT nursery_id, name FROM nursery', []);
      return new Map(rows.map(({ nursery_id, name }) => [nursery_id, name]));
    },
    async askAllAgain() {
      await pool.execute(DUE);
      const [open] = await select<{ open: number }>(
        pool,
        'SELECT COUNT(*) AS open FROM command WHERE outcome IS NULL',
        [],
      );
      return Number(open?.open ?? 0);
    },
    close: () => pool.end(),
  };
}
