import { STATUS, type Status } from '@enterwait/domain/protocol';
import { dayOf, type IndexName, nameStart, type StateItem, statusDay, statusTime } from '@enterwait/judge/table';
import type { ApplicationFilter } from './filter.ts';

/**
 * A part of one partition of an index, read in one direction. A list of them contains everything that a filter selects,
 * in order.
 */
export interface KeyRange {
  readonly index: IndexName;
  readonly hash: string;
  /** Bounds of the sort key, both inclusive. */
  readonly low: string;
  readonly high: string;
  readonly forward: boolean;
  /**
   * The partition contains nothing outside the bounds: leaving them out of the query saves an emulator comparing every
   * key.
   */
  readonly whole?: boolean;
}

/**
 * Key ranges in order. There may be one per day of the filter's period, so each is created only when it is accessed.
 */
export interface KeyRanges extends Iterable<KeyRange> {
  readonly length: number;
  at(index: number): KeyRange | undefined;
  slice(from: number, to: number): readonly KeyRange[];
}

/**
 * How far back days are searched: imported data is older than the judge, but not older than a child that waits or
 * attends.
 */
const FIRST_DAY = new Date('2010-01-01T00:00:00.000Z');
const EARLIEST = '1990-01-01T00:00:00.000Z';
const DAY_MS = 86_400_000;
/** The highest character there is: the end of everything with a common prefix. */
const LAST = '\u{10FFFF}';
/** Waiting applications come first. */
const STATUS_ORDER: readonly Status[] = [STATUS.requested, STATUS.accepted, STATUS.rejected, STATUS.cancelled];

/**
 * The key ranges to search for a filter, by the narrowest index: a text, a daycare, a status, else all by time. The
 * latest change comes first; for a daycare without a status, waiting applications come first; names are in order.
 */
export function keyRangesOf(filter: ApplicationFilter, now: Date): KeyRanges {
  const { text, nursery_id, status } = filter;
  // The judge's clock may be slightly ahead of ours. A period when nothing can have happened is not searched.
  const latest = new Date(now.getTime() + DAY_MS).toISOString();
  const from = filter.from === undefined || filter.from < EARLIEST ? EARLIEST : filter.from;
  const to = filter.to === undefined || filter.to > latest ? latest : filter.to;
  if (from > to) return [];
  const span = { low: from, high: to, forward: false };
  if (text?.kind === 'child') return [{ index: 'ByChild', hash: text.childId, ...span }];
  if (text?.kind === 'email') return [{ index: 'ByEmail', hash: text.email, ...span }];
  if (text?.kind === 'name') return nameKeyRanges(text.start);
  if (nursery_id !== undefined) {
    return (status === undefined ? STATUS_ORDER : [status]).map((one) => ({
      index: 'ByNursery',
      hash: nursery_id,
      low: statusTime(one, from),
      high: statusTime(one, to),
      forward: false,
    }));
  }
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return daysBetween(begin, end, (midnight): KeyRange => {
    const day = dayOf(new Date(midnight));
    const whole = midnight >= begin && midnight + DAY_MS <= end;
    return status === undefined
      ? { index: 'ByDay', hash: day, ...span, whole }
      : { index: 'ByStatus', hash: statusDay(status, day), ...span, whole };
  });
}

function nameKeyRanges(start: string): KeyRange[] {
  const hash = nameStart(start);
  if (hash === undefined) return [];
  const span = { hash, low: start, high: `${start}${LAST}`, forward: true };
  return [
    { index: 'ByChildName', ...span },
    { index: 'ByParentName', ...span },
  ];
}

/**
 * A key range for each day (UTC) of a period, the latest first. @param keyRangeOf creates the one of the day that
 * starts at `midnight`
 */
function daysBetween(begin: number, end: number, keyRangeOf: (midnight: number) => KeyRange): KeyRanges {
  const first = Math.max(begin - (begin % DAY_MS), FIRST_DAY.getTime());
  const last = end - (end % DAY_MS);
  const length = Math.max(0, (last - first) / DAY_MS + 1);
  const made = (index: number): KeyRange => keyRangeOf(last - index * DAY_MS);
  return {
    length,
    at: (index) => (index >= 0 && index < length ? made(index) : undefined),
    slice: (from, to) =>
      Array.from({ length: Math.max(0, Math.min(to, length) - from) }, (_, index) => made(from + index)),
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index += 1) yield made(index);
    },
  };
}

/** Whether an application's current state matches the filter: an index may lag behind, or be wider than the filter. */
export function matches(item: StateItem, filter: ApplicationFilter): boolean {
  const { status, nursery_id, from, to } = filter;
  return (
    (status === undefined || item.status === status) &&
    (nursery_id === undefined || item.application?.nursery_id === nursery_id) &&
    (from === undefined || item.updated_at >= from) &&
    (to === undefined || item.updated_at <= to)
  );
}
