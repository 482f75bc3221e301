import { randomBytes } from 'node:crypto';
import { dayInKorea } from '@enterwait/domain/korea';
import { errorCode, type Pool } from '../database/database.ts';
import type { Logger } from '../server/logging.ts';
import { type AccessEvent, CHAIN_START, type ChainTail, chain, hashOfSeal } from './record.ts';
import { findRecordPlace, insertRecords, insertSeal, lastSeal, type RecordPlace, recordConnection } from './table.ts';

/** Records accesses to personal data. */
export interface AccessRecords {
  /** Resolves once the event is committed. @throws the database's error: nothing may be shown then */
  note(event: AccessEvent): Promise<void>;
  /** Writes what is waiting, and seals it. */
  close(): Promise<void>;
}

export interface AccessRecordsOptions {
  readonly pool: Pick<Pool, 'execute'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly clock?: () => Date;
  /** The longest time between a row and its seal, ms. */
  readonly sealAfterMs?: number;
}

/** Rows per statement: those that arrived during the previous write go together. */
const MOST_TOGETHER = 16;
const SEAL_AFTER_MS = 1_000;
/** Attempts: other writers seal at the same time. */
const SEAL_TRIES = 20;
/** Logs the head of the chain of seals, where nobody with access to the database alone can change it. */
const TELL_EVERY_MS = 60_000;

interface Waiting {
  readonly event: AccessEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Each process has its own chain, so processes never wait for each other. Only committed rows extend the chain. If it
 * is unknown whether a row was written, the chain ends there and a new one begins.
 */
export function createAccessRecords({
  pool,
  logger,
  clock = () => new Date(),
  sealAfterMs = SEAL_AFTER_MS,
}: AccessRecordsOptions): AccessRecords {
  const connection = recordConnection(pool);
  const waiting: Waiting[] = [];
  let place: Promise<RecordPlace> | undefined;
  let tail = newTail();
  /** Rows that are written but not sealed, by writer. */
  const unsealed = new Map<string, ChainTail>();
  let writing: Promise<void> | undefined;
  let sealing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let tellAt = 0;

  const placeOf = (): Promise<RecordPlace> => {
    place ??= findRecordPlace(connection).then(
      (found) => {
        if (found === '')
          logger.warn({}, 'access records are in a database whose rows this account may change (ADR 0019)');
        return found;
      },
      (error: unknown) => {
        place = undefined;
        throw error;
      },
    );
    return place;
  };

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const together = waiting.splice(0, MOST_TOGETHER);
      const records = chain(
        tail,
        together.map(({ event }) => event),
      );
      try {
        await insertRecords(connection, await placeOf(), records);
        tail = records.at(-1) ?? tail;
        unsealed.set(tail.writer, tail);
        for (const { resolve } of together) resolve();
      } catch (error) {
        tail = newTail();
        for (const { reject } of together) reject(error);
      }
    }
  }

  function write(): void {
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (waiting.length > 0) write();
      else sealSoon();
    });
  }

  function sealSoon(): void {
    if (unsealed.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      sealing = sealAll()
        .catch((error: unknown) => logger.warn({ err: error }, 'access records could not be sealed'))
        .finally(sealSoon);
    }, sealAfterMs);
    timer.unref();
  }

  async function sealAll(): Promise<void> {
    for (const upTo of [...unsealed.values()]) {
      await seal(upTo);
      // Unless more rows were written meanwhile.
      if (unsealed.get(upTo.writer) === upTo) unsealed.delete(upTo.writer);
    }
  }

  async function seal(upTo: ChainTail): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await lastSeal(connection, await placeOf());
      const open = {
        seq: (before?.seq ?? 0) + 1,
        at: clock(),
        writer: upTo.writer,
        last_seq: upTo.seq,
        head: upTo.hash,
        previous: before?.hash ?? CHAIN_START,
      };
      const next = { ...open, hash: hashOfSeal(open) };
      try {
        await insertSeal(connection, await placeOf(), next);
        return tell(next);
      } catch (error) {
        if (errorCode(error) !== 'ER_DUP_ENTRY' || attempt === SEAL_TRIES) throw error;
      }
    }
  }

  function tell({ at, seq, hash }: { at: Date; seq: number; hash: string }): void {
    if (at.getTime() < tellAt) return;
    tellAt = at.getTime() + TELL_EVERY_MS;
    logger.info({ accessSeal: `${seq}:${hash}`, day: dayInKorea(at) }, 'access records sealed');
  }

  return {
    note: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        write();
      }),
    async close() {
      while (writing !== undefined) await writing;
      clearTimeout(timer);
      timer = undefined;
      await sealing;
      await sealAll().catch((error: unknown) => logger.warn({ err: error }, 'access records could not be sealed'));
    },
  };
}

const newTail = (): ChainTail => ({
  // Starts with a letter, because a spreadsheet reads digits as a number.
  writer: `w${randomBytes(6).toString('hex').slice(1)}`,
  seq: 0,
  hash: CHAIN_START,
});
