import { setTimeout as delay } from 'node:timers/promises';
import type { Origin } from '@enterwait/domain/protocol';
import type { Logger, Metrics } from '@enterwait/http/server';
import { BATCH_SIZE, type OutboxRow } from '../tables/outbox.ts';
import type { OutboxTables, Store } from '../tables/store.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import { adoptOrphans } from './orphans.ts';
import type { SendBatch } from './send-to-queue.ts';

/** Sends the outbox in order until it is stopped. */
export interface Relay {
  start(): void;
  /** Where this process puts its own commands. */
  readonly handOver: Pick<HandOver, 'claim' | 'put'>;
  /** The outbox has a row: do not wait for the next poll. */
  wake(): void;
  /**
   * Stops after the current batch, then sends the rest for at most `deadlineMs` (3 s by default). The next process
   * sends what is left.
   */
  stop(deadlineMs?: number): Promise<void>;
}

export interface RelayOptions {
  readonly store: Store<OutboxTables>;
  readonly send: SendBatch;
  /** The system whose commands these are. */
  readonly origin: Origin;
  readonly pollMs: number;
  /** How long after SQS has accepted a command it is sent again, with growing pauses; the last one repeats. Milliseconds. */
  readonly askAgainMs: readonly number[];
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called on every turn, so a stalled loop is noticed by its silence. */
  readonly beat?: () => void;
  readonly clock?: () => Date;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Longer than any call to SQS may take: a claim that is this old and has no result belongs to a process that died. */
const LEASE_MS = 60_000;
/** A row that SQS refuses is delayed alone. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;
const SWEEP_EVERY_MS = 60_000;

export interface RelayBatchOptions {
  readonly store: Store<OutboxTables>;
  readonly send: SendBatch;
  readonly askAgainMs: readonly number[];
  readonly clock: () => Date;
}

/** How many rows there were, and how many of them the queue accepted. */
export interface RelayResult {
  readonly found: number;
  readonly sent: number;
}

/**
 * Sends one batch: claims it in one transaction, sends it while nothing is locked, and records the result in another.
 * After a crash in between, the rows are claimed again when their lease expires, and the queue deduplicates them by
 * event_id.
 * @throws the error of `send` or of the database; the rows are due again at once
 */
export async function relayBatch(options: RelayBatchOptions): Promise<RelayResult> {
  const { store, clock } = options;
  const claimedAt = clock();
  const leaseUntil = new Date(claimedAt.getTime() + LEASE_MS);
  return sendClaimed(await store.transaction((tables) => tables.claimDue(claimedAt, leaseUntil)), options);
}

/** Sends claimed rows and records the results. @throws as {@link relayBatch} */
export async function sendClaimed(
  rows: readonly OutboxRow[],
  { store, send, askAgainMs, clock }: RelayBatchOptions,
): Promise<RelayResult> {
  if (rows.length === 0) return { found: 0, sent: 0 };
  let taken: ReadonlySet<number>;
  try {
    taken = new Set(await send(rows));
  } catch (error) {
    const dueAt = clock();
    const attempts = rows.map(({ id }) => ({ id, taken: false, dueAt }));
    await store.transaction((tables) => tables.noteAttempts(attempts, dueAt));
    throw error;
  }
  const now = clock();
  const attempts = rows.map(({ id, attempts, failures }) => {
    const isTaken = taken.has(id);
    const pause = isTaken ? againAfter(askAgainMs, attempts) : retryAfter(failures);
    return { id, taken: isTaken, dueAt: new Date(now.getTime() + pause) };
  });
  await store.transaction((tables) => tables.noteAttempts(attempts, now));
  return { found: rows.length, sent: taken.size };
}

const againAfter = (askAgainMs: readonly number[], attempts: number): number =>
  askAgainMs[Math.min(attempts, askAgainMs.length - 1)] ?? LONGEST_RETRY_MS;

const retryAfter = (failures: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures, 20), LONGEST_RETRY_MS);

export function createRelay(options: RelayOptions): Relay {
  const { store, send, origin, pollMs, askAgainMs, logger, metrics, beat = () => {} } = options;
  const clock = options.clock ?? (() => new Date());
  const stopping = new AbortController();
  let interruptSleep = () => {};
  let wakeSleep = () => {};
  let awake = false;
  /**
   * When to query the database next, in terms of `performance.now()`: every `pollMs`, and at once (0) when it is known to have a due row.
   */
  let nextClaim = 0;
  let running: Promise<void> = Promise.resolve();
  let nextSweep = 0;

  const rouse = (): void => {
    awake = true;
    wakeSleep();
  };
  const handOver = createHandOver(rouse);
  const turn = { store, send, askAgainMs, clock };

  /** Alternates between rows due in the database and rows handed over, so that neither starves the other. */
  const sendNext = async (): Promise<RelayResult> => {
    beat();
    let result: RelayResult = { found: 0, sent: 0 };
    if (performance.now() >= nextClaim) {
      nextClaim = performance.now() + pollMs;
      result = await relayBatch(turn);
    }
    if (result.found > 0) nextClaim = 0;
    else result = await sendClaimed(handOver.take(BATCH_SIZE), turn);
    const { found, sent } = result;
    metrics.relayed.inc({ result: 'sent' }, sent);
    metrics.relayed.inc({ result: 'failed' }, found - sent);
    return { found, sent };
  };

  /** Sleeps until the time is over or, if `wakeable`, until a commit wakes it. Stopping always wakes it. */
  const sleep = async (ms: number, wakeable: boolean): Promise<void> => {
    if (stopping.signal.aborted || (wakeable && awake)) return;
    const woken = Promise.withResolvers<void>();
    interruptSleep = woken.resolve;
    wakeSleep = wakeable ? woken.resolve : () => {};
    const timer = setTimeout(woken.resolve, ms);
    await woken.promise;
    clearTimeout(timer);
  };

  /** From time to time, adopts commands of the previous release, which deleted rows once SQS had them. */
  const sweep = async (): Promise<void> => {
    const now = clock();
    if (now.getTime() < nextSweep) return;
    nextSweep = now.getTime() + SWEEP_EVERY_MS;
    const before = new Date(now.getTime() - againAfter(askAgainMs, 0));
    const adopted = await adoptOrphans(store, origin, { before, now });
    if (adopted > 0) logger.warn({ applications: adopted }, 'commands without a row in the outbox are asked again');
  };

  async function run(): Promise<void> {
    let pause = 0;
    while (!stopping.signal.aborted) {
      awake = false;
      let found = 0;
      try {
        ({ found } = await sendNext());
        if (found === 0) await sweep();
        pause = 0;
      } catch (error) {
        // Rows that could not be sent are due again in the database.
        nextClaim = 0;
        pause = longer(pause);
        logger.warn({ err: error, pauseMs: pause }, 'the relay could not send, will try again');
      }
      // An answer may have made the next command of its application due. New commits do not hurry a failing queue.
      if (pause > 0) await sleep(pause, false);
      else if (found === 0) await sleep(Math.max(nextClaim - performance.now(), 0), true);
    }
  }

  async function drain(until: number): Promise<void> {
    await running;
    while (Date.now() < until) {
      nextClaim = 0;
      const { found, sent } = await sendNext().catch(() => ({ found: 1, sent: 0 }));
      if (found === 0) return;
      if (sent === 0) await delay(FIRST_PAUSE_MS);
    }
  }

  return {
    start() {
      running = run();
    },
    handOver,
    wake() {
      nextClaim = 0;
      rouse();
    },
    async stop(deadlineMs = 3_000) {
      stopping.abort();
      interruptSleep();
      // Whatever happens on the network, the next process claims the rows without a result again.
      const late = new AbortController();
      const deadline = delay(deadlineMs, undefined, { signal: late.signal }).catch(() => {});
      await Promise.race([drain(Date.now() + deadlineMs), deadline]);
      late.abort();
    },
  };
}

const longer = (pause: number): number => Math.min(pause === 0 ? FIRST_PAUSE_MS : pause * 2, LONGEST_PAUSE_MS);

/** Updates the outbox gauges whenever they are read. */
export async function measureOutbox(store: Store<OutboxTables>, metrics: Metrics): Promise<void> {
  const depth = await store.transaction((tables) => tables.outboxDepth());
  metrics.outboxDepth.set(depth.unsent);
  metrics.outboxAgeSeconds.set(depth.unsentAgeSeconds);
  metrics.unansweredDepth.set(depth.unanswered);
  metrics.unansweredAgeSeconds.set(depth.unansweredAgeSeconds);
}
