import { retryDelaySeconds } from '@enterwait/lambda/consumer';
import type { MetricId } from '../alarm.ts';
import { MINUTE_S, type Recording } from '../recording.ts';

/**
 * The outcome of one attempt. `done`: handled. `failed`: the consumer reports it and the message stays hidden for longer each time.
 * `crashed` or `throttled`: the consumer reports nothing and the message stays hidden for the queue's visibility timeout. `parked`: set
 * aside at once. `off`: nobody receives.
 */
export type Outcome = 'done' | 'failed' | 'crashed' | 'throttled' | 'parked' | 'off';
export type Behaviour = (second: number) => Outcome;

export interface ModelQueue {
  readonly name: string;
  readonly deadLetterName: string;
  readonly consumer: string;
  readonly maxReceives: number;
  readonly visibilityTimeoutS: number;
  /** The most messages that start within a second; left out: no limit. */
  readonly perSecond?: number;
}

const sqs = (queue: string, name: string): MetricId => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: queue },
});
const lambda = (name: string, metric: string): MetricId => ({
  namespace: 'AWS/Lambda',
  name: metric,
  dimensions: { FunctionName: name },
});
export const counted = (name: string, service: string): MetricId => ({
  namespace: 'Enterwait',
  name,
  dimensions: { service },
});

/** How often a message may be received before SQS leaves it out of the age of the oldest message. */
const RECEIVES_OF_THE_AGE = 3;
const TAKES_S = 1;
/** How often to check, while nobody receives, whether somebody does again. */
const STEP_S = 5;

/**
 * Passes messages through a queue and its consumer, second by second, and reports to CloudWatch what SQS and Lambda would.
 * @param arrivals when messages arrive, s, in order
 * @returns when they were done, s
 */
export function letThrough(
  queue: ModelQueue,
  arrivals: readonly number[],
  behaves: Behaviour,
  to: Recording,
): number[] {
  const end = to.minutes * MINUTE_S;
  const visible = new Gauge(to.minutes);
  const hidden = new Gauge(to.minutes);
  const dead = new Gauge(to.minutes);
  const age = new Array<number>(to.minutes).fill(0);
  const done: number[] = [];
  let begunAt = 0;

  for (const arrival of arrivals) {
    let at = arrival;
    let receives = 0;
    while (at < end) {
      const from = at;
      const begin = queue.perSecond === undefined || receives > 0 ? at : Math.max(at, begunAt + 1 / queue.perSecond);
      let start = begin;
      while (start < end && behaves(start) === 'off') start += STEP_S;
      begunAt = Math.max(begunAt, start);
      visible.add(from, start);
      noteAge(age, arrival, from, start, receives);
      if (start >= end) break;
      receives += 1;
      const outcome = behaves(start);
      const minute = Math.floor(start / MINUTE_S);
      if (outcome === 'done' || outcome === 'parked') {
        hidden.add(start, start + TAKES_S);
        noteAge(age, arrival, start, start + TAKES_S, receives);
        to.put(sqs(queue.name, 'NumberOfMessagesDeleted'), Math.floor((start + TAKES_S) / MINUTE_S), 1);
        if (outcome === 'done') done.push(start + TAKES_S);
        break;
      }
      if (outcome === 'crashed') to.put(lambda(queue.consumer, 'Errors'), minute, 1);
      if (outcome === 'throttled') to.put(lambda(queue.consumer, 'Throttles'), minute, 1);
      const saysSo = outcome === 'failed';
      if (saysSo) to.put(counted('FailedRecords', queue.consumer), minute, 1);
      const again = start + (saysSo ? retryDelaySeconds(receives, 0) : queue.visibilityTimeoutS);
      hidden.add(start, again);
      noteAge(age, arrival, start, again, receives);
      if (receives >= queue.maxReceives) {
        dead.add(again, end);
        break;
      }
      at = again;
    }
  }

  for (let minute = 0; minute < to.minutes; minute += 1) {
    to.put(sqs(queue.name, 'ApproximateNumberOfMessagesVisible'), minute, visible.at(minute));
    to.put(sqs(queue.name, 'ApproximateNumberOfMessagesNotVisible'), minute, hidden.at(minute));
    to.put(sqs(queue.name, 'ApproximateAgeOfOldestMessage'), minute, age[minute] ?? 0);
    to.put(sqs(queue.name, 'NumberOfMessagesDeleted'), minute, 0);
    to.put(sqs(queue.deadLetterName, 'ApproximateNumberOfMessagesVisible'), minute, dead.at(minute));
  }
  return done.sort((a, b) => a - b);
}

/** SQS reports its state once a minute; the model samples it at the end of the minute. */
const sampledAt = (minute: number): number => (minute + 1) * MINUTE_S - 1;

class Gauge {
  readonly #counts: number[];

  constructor(minutes: number) {
    this.#counts = new Array<number>(minutes).fill(0);
  }

  add(from: number, to: number): void {
    for (const minute of minutesOf(from, to, this.#counts.length)) this.#counts[minute] = this.at(minute) + 1;
  }

  at = (minute: number): number => this.#counts[minute] ?? 0;
}

function noteAge(age: number[], arrival: number, from: number, to: number, receives: number): void {
  if (receives >= RECEIVES_OF_THE_AGE) return;
  for (const minute of minutesOf(from, to, age.length)) {
    age[minute] = Math.max(age[minute] ?? 0, sampledAt(minute) - arrival);
  }
}

/** The minutes whose sampling moment lies within the span. */
function* minutesOf(from: number, to: number, end: number): Generator<number> {
  for (
    let minute = Math.max(0, Math.ceil((from + 1) / MINUTE_S) - 1);
    minute < end && sampledAt(minute) < to;
    minute += 1
  ) {
    if (sampledAt(minute) >= from) yield minute;
  }
}
