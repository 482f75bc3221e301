import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers';

/**
 * What becomes of one I/O operation: done; not done; done but the answer lost; refused for the moment by a service that answers; given up
 * by the caller and done a minute later.
 */
export type Verdict = 'ok' | 'fail' | 'lose' | 'busy' | 'late';

/** The other side could not be reached, or its answer was lost. */
export class OutageError extends Error {
  override readonly name = 'OutageError';
  readonly code = 'ECONNRESET';
}

/** What the caller of a process sees when that process dies. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/** The fault for the next operation of a label. `dies`: the process ends with it, before (`fail`) or after it took effect. */
export interface Fault {
  readonly verdict: Exclude<Verdict, 'ok'>;
  readonly dies: boolean;
  /** The other side says nothing: the caller waits until its time-out first. */
  readonly silent: boolean;
}

/** How long a caller waits without an answer. */
const TIME_OUT_MS = 30_000;
const LATE_MS = 60_000;

export interface Operation {
  /** `<service> <what>`; an outage affects the first word. */
  readonly label: string;
  readonly activity: Activity;
  pass(verdict: Verdict): void;
}

/** One thing that a process does: a call that it answers, a turn of its relay, one invocation of a Lambda. */
export interface Activity {
  readonly name: string;
  /** The group that dies together. */
  readonly process: string;
  /** The virtual moment at which a Lambda is cut off. */
  deadline: number;
  /** Undone in reverse order when it dies: open transactions, waiting callers. */
  readonly onDeath: (() => void)[];
  /** What fakes must know about it. */
  readonly notes: Map<string, string>;
  dead: boolean;
}

/**
 * Runs the real code with every I/O operation held back until it is released. The order of the releases is an interleaving.
 * Between two operations code runs to its end, because nothing outside can see it there.
 */
export class Scheduler {
  readonly activities: Activity[] = [];
  operations: Operation[] = [];
  /** Services that cannot be reached. */
  readonly outages = new Set<string>();
  /** Virtual time in milliseconds. */
  now = Date.UTC(2026, 2, 2);
  faults = 0;
  /** The error of a process's clock, in milliseconds. */
  readonly offsets = new Map<string, number>();
  /** Faults that wait for an operation of their label. */
  readonly armed = new Map<string, Fault>();
  /** Operations that nobody answers, and when their time is out. */
  #silent: { operation: Operation; verdict: Verdict; until: number }[] = [];
  #late: { effect: () => unknown; at: number }[] = [];
  #current = new AsyncLocalStorage<Activity>();

  /** The activity whose code is running. */
  get current(): Activity {
    const activity = this.#current.getStore();
    if (activity === undefined) throw new Error('code of the model ran outside an activity');
    return activity;
  }

  /** The clock of the process whose code is running: no two agree. */
  clock(): number {
    return this.now + (this.offsets.get(this.#current.getStore()?.process ?? '') ?? 0);
  }

  /** Starts an activity. Rejects with its error, or with CrashError when its process dies. */
  start<T>(options: { name: string; process: string }, work: (activity: Activity) => Promise<T>): Promise<T> {
    const activity: Activity = {
      name: options.name,
      process: options.process,
      deadline: Number.POSITIVE_INFINITY,
      onDeath: [],
      notes: new Map(),
      dead: false,
    };
    this.activities.push(activity);
    return new Promise<T>((resolve, reject) => {
      activity.onDeath.push(() => reject(new CrashError(activity.name)));
      this.#current
        .run(activity, () => work(activity))
        .finally(() => activity.dead || this.#remove(activity))
        // Dead processes answer nobody.
        .then(
          (result) => activity.dead || resolve(result),
          (error) => activity.dead || reject(error),
        );
    });
  }

  /** One I/O operation of the current activity. `effect` happens at the other side, at once and as a whole. */
  async io<T>(label: string, effect: () => T, onBusy?: () => T): Promise<T> {
    const verdict = await this.arrive(label);
    if (verdict === 'busy' && onBusy !== undefined) return onBusy();
    if (verdict === 'late') this.#late.push({ effect, at: this.now + LATE_MS });
    if (verdict !== 'ok' && verdict !== 'lose') throw new OutageError(label);
    const result = effect();
    if (verdict === 'lose') throw new OutageError(`${label}: answer lost`);
    return result;
  }

  arrive(label: string): Promise<Verdict> {
    const activity = this.current;
    return new Promise((resolve) => {
      if (activity.dead) return;
      this.operations.push({
        label,
        activity,
        pass: (verdict) => resolve(this.outages.has(label.split(' ')[0] ?? '') ? 'fail' : verdict),
      });
    });
  }

  /** Releases an operation, or applies the fault that waits for it, and runs everything up to the next operations. */
  async pass(operation: Operation): Promise<void> {
    this.now += 1;
    const fault = this.armed.get(operation.label);
    this.operations = this.operations.filter((one) => one !== operation);
    if (fault === undefined) operation.pass('ok');
    else {
      this.armed.delete(operation.label);
      this.faults += 1;
      operation.activity.dead = fault.dies;
      if (fault.silent && !fault.dies)
        this.#silent.push({ operation, verdict: fault.verdict, until: this.now + TIME_OUT_MS });
      else if (!fault.dies) operation.pass(fault.verdict);
      else if (fault.verdict === 'lose') operation.pass('ok');
    }
    await this.idle();
    if (fault?.dies) await this.crash(operation.activity.process);
  }

  /** Releases everything that is held back, in order, side by side. */
  async passAll(): Promise<void> {
    const all = this.operations;
    const struck = all.filter(({ label }) => this.armed.has(label));
    this.operations = struck;
    this.now += 1;
    for (const operation of all) if (!struck.includes(operation)) operation.pass('ok');
    await this.idle();
    for (const operation of struck) if (this.operations.includes(operation)) await this.pass(operation);
  }

  /** Ends a process between two operations; only those who wait for its answer are told. */
  async crash(process: string): Promise<void> {
    this.faults += 1;
    for (const activity of this.activities.filter((one) => one.process === process)) {
      activity.dead = true;
      this.operations = this.operations.filter((one) => one.activity !== activity);
      this.#silent = this.#silent.filter(({ operation }) => operation.activity !== activity);
      for (const undo of activity.onDeath.reverse()) undo();
      this.#remove(activity);
    }
    await this.idle();
  }

  /** Lets time pass; Lambdas whose time is over are cut off. */
  async wait(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    const late = this.activities.filter(({ deadline }) => deadline < this.now).map(({ process }) => process);
    for (const process of new Set(late)) await this.crash(process);
    await this.#timeOut();
  }

  /** When the next thing happens by itself: a time-out, or an effect that comes late. */
  nextEvent(): number {
    return Math.min(...this.#silent.map(({ until }) => until), ...this.#late.map(({ at }) => at));
  }

  async #timeOut(): Promise<void> {
    const late = this.#late.filter(({ at }) => at <= this.now);
    this.#late = this.#late.filter(({ at }) => at > this.now);
    for (const { effect } of late) {
      try {
        effect();
      } catch {
        // Nobody hears of it.
      }
    }
    const over = this.#silent.filter(({ until }) => until <= this.now);
    this.#silent = this.#silent.filter(({ until }) => until > this.now);
    for (const { operation, verdict } of over) operation.pass(verdict);
    await this.idle();
  }

  /** Nothing sleeps on a real timer, so one turn of the event loop runs all that can run. */
  idle(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  #remove(activity: Activity): void {
    const index = this.activities.indexOf(activity);
    if (index >= 0) this.activities.splice(index, 1);
  }
}
