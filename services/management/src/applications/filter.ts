import { plainText, REQUEST_ID } from '@enterwait/domain/application';
import { startOfDay } from '@enterwait/domain/korea';
import { STATUS, statusSchema } from '@enterwait/domain/protocol';
import { NAME_START, normaliseEmail, normaliseName } from '@enterwait/judge/table';
import { z } from 'zod';

/** What an operator may search for: the number of an application or a child, a mail address, or the start of a name. */
export type Text =
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'child'; readonly childId: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'name'; readonly start: string };

/** Empty means that the field was not filled in. */
const textSchema = plainText({ max: 254, empty: true }).transform((text, context): Text => {
  if (REQUEST_ID.test(text)) return { kind: 'request', requestId: text };
  if (/^\d{15}$/.test(text)) return { kind: 'child', childId: text };
  if (text.includes('@')) return { kind: 'email', email: normaliseEmail(text) };
  const start = normaliseName(text);
  if (Array.from(start).length >= NAME_START) return { kind: 'name', start };
  context.addIssue({
    code: 'custom',
    message: `이름은 ${NAME_START}자 이상이어야 합니다 / a name needs ${NAME_START} characters or more`,
  });
  return z.NEVER;
});

const DAY_MS = 86_400_000;

const EARLIEST_MS = Date.UTC(1900, 0);
const LATEST_MS = Date.UTC(10_000, 0) - 1;
/** Limited to years with four digits, so that texts sort like their times. */
const isoOf = (ms: number): string => new Date(Math.min(Math.max(ms, EARLIEST_MS), LATEST_MS)).toISOString();

/** A time (ISO 8601), or a day in Korea; as the end of a period, the day's last millisecond. */
const timeSchema = (end: boolean) =>
  z
    // A form also sends empty fields.
    .union([z.iso.date(), z.iso.datetime({ offset: true }), z.literal('')], {
      error: '날짜나 시각이 아닙니다 / must be a date (YYYY-MM-DD) or an ISO 8601 time',
    })
    .transform((text): string => {
      if (text.includes('T')) return isoOf(Date.parse(text));
      const midnight = startOfDay(text).getTime();
      return isoOf(end ? midnight + DAY_MS - 1 : midnight);
    });

/** An empty form field counts as absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

export const applicationQueryShape = {
  status: optional(z.coerce.number().pipe(statusSchema)).meta({
    description: '1 신청, 2 승인, 88 반려, 99 취소',
    type: 'integer',
    enum: Object.values(STATUS),
  }),
  nursery_id: optional(
    z
      .string()
      .regex(/^[A-Za-z][0-9]{5}$/, '어린이집 번호는 영문자 1개와 숫자 5개입니다 / must be a letter and 5 digits'),
  ).meta({ description: '어린이집 번호 · daycare', pattern: '^(?:[A-Za-z][0-9]{5})?$' }),
  from: optional(timeSchema(false)).meta({
    description: 'changed at or after: ISO 8601, or a day in Korea',
  }),
  to: optional(timeSchema(true)).meta({
    description: 'changed at or before: ISO 8601, or a day in Korea; not before `from`',
  }),
  text: optional(textSchema).meta({
    description:
      '신청 번호, 아동 번호(15자리), 메일, 이름의 앞부분 · number of the application or child, mail, or how a name begins: two characters once composed (NFKC), without spaces',
    type: 'string',
  }),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: optional(z.string().max(500)).meta({ description: '`next` of the page before', type: 'string' }),
};

export const applicationQuerySchema = z
  .object(applicationQueryShape)
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: '끝이 시작보다 빠릅니다 / must not be before `from`',
  });
export type ApplicationQuery = z.infer<typeof applicationQuerySchema>;
export type ApplicationFilter = Pick<ApplicationQuery, 'status' | 'nursery_id' | 'from' | 'to' | 'text'>;
