import { plainText } from '@enterwait/domain/application';
import { startOfDay, wireDayInKorea } from '@enterwait/domain/korea';
import { STATUS, type Status } from '@enterwait/domain/protocol';
import { containing } from '@enterwait/http/database';
import { z } from 'zod';
import { birthdaysOfAge } from './age.ts';

/** The staff's views: the line, or the decided applications by status. */
export const VIEWS = ['waiting', 'accepted', 'rejected', 'cancelled'] as const;
export type View = (typeof VIEWS)[number];
export const STATUS_OF_VIEW = {
  waiting: STATUS.requested,
  accepted: STATUS.accepted,
  rejected: STATUS.rejected,
  cancelled: STATUS.cancelled,
} as const satisfies Record<View, Status>;

/** Whole years; the last one includes all older ages. */
export const AGES = [0, 1, 2, 3, 4, 5, 6] as const;
/** Minimum points of the first rank. */
export const LEAST_POINTS = [100, 200, 300, 400, 500] as const;

const oneOf = (numbers: readonly number[]) =>
  z.coerce
    .number<string>('목록에서 골라 주세요 / choose from the list')
    .refine((value) => numbers.includes(value), '목록에서 골라 주세요 / choose from the list')
    .optional();
const daySchema = z.iso.date('날짜가 아닙니다 (예: 2026-03-02) / must be a date, as 2026-03-02').optional();

/** Part of a child's name. */
const nameSearchSchema = plainText({ max: 50, empty: true }).optional();

const everywhere = { age: oneOf(AGES), name: nameSearchSchema };

/** The filters for the enrolled children, as a form sends them. */
export const childFilterSchema = z.object(everywhere);

/** The filters for the applications. */
export const filterSchema = z
  .object({ ...everywhere, points: oneOf(LEAST_POINTS), from: daySchema, until: daySchema })
  .refine(({ from, until }) => from === undefined || until === undefined || from <= until, {
    path: ['until'],
    error: '시작일보다 빠릅니다 / is before the first day',
  });
export type FilterValues = z.infer<typeof filterSchema>;

/**
 * The first or last row of a page, by its list's sort key: `queue_key`; the time of the decision and the id; or the id.
 */
const cursorValue = z
  .string()
  .regex(/^(\d{22}|\d{13}\.)?\d{15}[A-Za-z]\d{5}$/)
  .optional()
  .catch(undefined);

/** Where a page of a list starts or ends. An invalid cursor counts as none: the list then starts at its beginning. */
export const cursorSchema = z.object({ after: cursorValue, before: cursorValue });
export type Cursor = z.infer<typeof cursorSchema>;

/**
 * The filters as bounds for comparison. An unset filter is as wide as possible, so one SQL text covers all
 * combinations.
 */
export interface Bounds {
  readonly bornAfter: string;
  readonly bornUntil: string;
  readonly leastPoints: number;
  readonly askedFrom: Date;
  readonly askedBefore: Date;
  /** A LIKE pattern. */
  readonly name: string;
}

const DAY_MS = 24 * 3_600_000;
/** Midnight in Korea; for years outside the database's range, its earliest time. */
const midnight = (day: string): number => Math.max(0, startOfDay(day).getTime());

export function boundsOf({ age, points, from, until, name }: FilterValues, now: Date): Bounds {
  const born = age === undefined ? undefined : birthdaysOfAge(age, wireDayInKorea(now));
  return {
    bornAfter: born === undefined || age === AGES.at(-1) ? '00000000' : born.after,
    bornUntil: born?.until ?? '99999999',
    leastPoints: points ?? 0,
    askedFrom: new Date(from === undefined ? 0 : midnight(from)),
    askedBefore: until === undefined ? new Date('9999-01-01T00:00:00Z') : new Date(midnight(until) + DAY_MS),
    name: name === undefined ? '%' : containing(name),
  };
}

export const isFiltered = (values: FilterValues): boolean => Object.values(values).some((value) => value !== undefined);
