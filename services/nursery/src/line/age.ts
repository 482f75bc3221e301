/** How old a child is: whole years (만 나이) and whole months. */
export interface Age {
  readonly years: number;
  readonly months: number;
}

/** @param birthday @param today dates as YYYYMMDD */
export function ageOn(birthday: string, today: string): Age {
  const [year, month, day] = parts(birthday);
  const [toYear, toMonth, toDay] = parts(today);
  const months = (toYear - year) * 12 + (toMonth - month) - (toDay < day ? 1 : 0);
  return { years: Math.floor(months / 12), months };
}

/**
 * The birthdays of children of a given age (in whole years) on a day: later than `after`, not later than `until`.
 * Bounds for comparison, as YYYYMMDD; not always real dates.
 */
export function birthdaysOfAge(years: number, today: string): { after: string; until: string } {
  const yearsBefore = (count: number): string => String(Number(today) - count * 10_000).padStart(8, '0');
  return { after: yearsBefore(years + 1), until: yearsBefore(years) };
}

const parts = (date: string): [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(4, 6)),
  Number(date.slice(6)),
];
