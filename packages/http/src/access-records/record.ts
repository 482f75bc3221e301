import { createHash } from 'node:crypto';

/** How an access ended. `shown`: the data went out. */
export type AccessOutcome = 'shown' | 'refused' | 'not-found';

/** An access to personal data (접속기록). Ids only: no name and no address of a family. */
export interface AccessEvent {
  readonly at: Date;
  readonly actor_kind: string;
  /** The account's id or the key's name. */
  readonly actor_id: string;
  readonly role: string;
  /** Method and route: `GET /applications/:request_id`. */
  readonly operation: string;
  readonly outcome: AccessOutcome;
  /** Whose data was shown: ids, separated by spaces, at most {@link MOST_SUBJECTS}. */
  readonly subjects: string;
  /** The number of all subjects. */
  readonly subject_count: number;
  /** The caller's address. */
  readonly ip: string;
  readonly trace_id: string;
}

/** An access in the hash chain of the process that recorded it. */
export interface AccessRecord extends AccessEvent {
  readonly writer: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Hash of the previous row. */
  readonly previous: string;
  /** SHA-256 of all other columns, hexadecimal. */
  readonly hash: string;
}

/** Seals how far a writer's chain has come; the seals of all writers form one chain. */
export interface AccessSeal {
  readonly seq: number;
  readonly at: Date;
  readonly writer: string;
  readonly last_seq: number;
  readonly head: string;
  readonly previous: string;
  readonly hash: string;
}

/** Before the first row of a chain. */
export const CHAIN_START = '0'.repeat(64);
/** More than any page shows. */
export const MOST_SUBJECTS = 500;

const sha256 = (parts: readonly unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** @returns the hash that a record must carry */
export const hashOfRecord = (record: Omit<AccessRecord, 'hash'>): string =>
  sha256([
    record.writer,
    record.seq,
    record.at.toISOString(),
    record.actor_kind,
    record.actor_id,
    record.role,
    record.operation,
    record.outcome,
    record.subjects,
    record.subject_count,
    record.ip,
    record.trace_id,
    record.previous,
  ]);

/** @returns the hash that a seal must carry */
export const hashOfSeal = (seal: Omit<AccessSeal, 'hash'>): string =>
  sha256([seal.seq, seal.at.toISOString(), seal.writer, seal.last_seq, seal.head, seal.previous]);

/** The end of a chain. */
export interface ChainTail {
  readonly writer: string;
  readonly seq: number;
  readonly hash: string;
}

/** Appends events to the tail of a chain. */
export function chain(tail: ChainTail, events: readonly AccessEvent[]): AccessRecord[] {
  let { seq, hash: previous } = tail;
  return events.map((event) => {
    seq += 1;
    const unsealed = { ...event, writer: tail.writer, seq, previous };
    const hash = hashOfRecord(unsealed);
    previous = hash;
    return { ...unsealed, hash };
  });
}
