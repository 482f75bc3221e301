/** The zone of the IANA database: UTC+9, no summer time. */
export const KOREA_ZONE = 'Asia/Seoul';

const OFFSET_MS = 9 * 3_600_000;

/** What clocks and calendars in Korea show, `YYYY-MM-DDThh:mm:ss.sss`. */
const clockInKorea = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 23);

/** The day in Korea, `YYYY-MM-DD`. */
export const dayInKorea = (at: Date): string => clockInKorea(at).slice(0, 10);

/** The day in Korea as the wire has it, `YYYYMMDD`. */
export const wireDayInKorea = (at: Date): string => dayInKorea(at).replaceAll('-', '');

/** The time of day in Korea, `hh:mm:ss.sss`. */
export const timeInKorea = (at: Date): string => clockInKorea(at).slice(11);

/** The moment at which clocks in Korea show this. @param clock `YYYY-MM-DDThh:mm[:ss[.sss]]` */
export const momentInKorea = (clock: string): Date => new Date(Date.parse(`${clock}Z`) - OFFSET_MS);

/** When a day in Korea begins. @param day `YYYY-MM-DD` */
export const startOfDay = (day: string): Date => momentInKorea(`${day}T00:00`);

/** When a month in Korea begins and when the next one does. @param month `YYYY-MM` */
export function boundsOfMonth(month: string): { from: Date; to: Date } {
  const next = new Date(`${month}-01T00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return { from: startOfDay(`${month}-01`), to: startOfDay(next.toISOString().slice(0, 10)) };
}

/** Writes moments as Korea does, in Korea's time. */
export const koreanFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('ko-KR', { ...options, timeZone: KOREA_ZONE });
