import { z } from 'zod';
import { wireDayInKorea } from '../korea/korea-time.ts';
import { SAMPLE_APPLICATION } from './sample.ts';
import { isPlainText, personName, plainText } from './text.ts';

/**
 * The body of every POST of the wire contract: one child (아동) waiting for one daycare (어린이집). Ten strings, all
 * required, nothing else.
 */

/** Calendar days of this century and the last, for readers of the API description. */
const A_DATE = [
  '^(?:(?:19|20)[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|1[0-9]|2[0-8]))',
  '|(?:(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)0229)$',
].join('');

const birthday = (today: () => string) =>
  z
    .string()
    .regex(/^\d{8}$/, { error: '생년월일은 YYYYMMDD 8자리입니다 / must be a date as YYYYMMDD', abort: true })
    .refine(isRealDate, { error: '달력에 없는 날짜입니다 / is not a date of the calendar', abort: true })
    .refine((value) => value >= '19000101', { error: '1900년 이후여야 합니다 / must be 1900 or later', abort: true })
    .refine((value) => value <= today(), { error: '미래의 날짜일 수 없습니다 / must not be in the future' })
    .meta({ pattern: A_DATE });

/** The schema with an injected clock: `today` returns the date in Korea as YYYYMMDD. */
export const applicationSchemaAt = (today: () => string) =>
  z.strictObject({
    child_id: z
      .string()
      .regex(/^[0-9]{15}$/, '아동 번호는 숫자 15자리입니다 / must be 15 digits')
      .meta({ description: '아동 번호 · child, 15 digits', example: SAMPLE_APPLICATION.child_id }),
    child_name: personName(50).meta({
      description: '아동 이름 · name of the child',
      example: SAMPLE_APPLICATION.child_name,
    }),
    child_birthday: birthday(today).meta({
      description: '생년월일, 미래가 아님 · birthday, YYYYMMDD; never in the future',
      example: SAMPLE_APPLICATION.child_birthday,
    }),
    user_id: z
      .string()
      .min(1, { error: '비어 있습니다 / must not be empty', abort: true })
      .max(64, { error: '최대 64자입니다 / must be at most 64 characters', abort: true })
      .refine(isPlainText, { error: '보이지 않는 문자가 있습니다 / holds a character that is not seen', abort: true })
      .regex(/^[\p{L}\p{N}._@+-]+$/u, '문자, 숫자, . _ @ + - 만 쓸 수 있습니다 / takes letters, digits and . _ @ + -')
      .meta({ description: '학부모 계정 · account of the parent', example: SAMPLE_APPLICATION.user_id }),
    parent_name: personName(50).meta({
      description: '학부모 이름 · name of the parent',
      example: SAMPLE_APPLICATION.parent_name,
    }),
    parent_tel: z
      .string()
      .regex(
        /^\+?[0-9](?:-?[0-9]){6,14}$/,
        '전화번호가 아닙니다 (예: 010-1234-5678) / must be a phone number of 7 to 15 digits',
      )
      .meta({ description: '전화번호 · phone', example: SAMPLE_APPLICATION.parent_tel }),
    parent_address: plainText({ max: 200 }).meta({
      description: '주소 · address',
      example: SAMPLE_APPLICATION.parent_address,
    }),
    parent_postcode: z
      .string()
      .regex(/^[0-9]{5}$/, '우편번호는 숫자 5자리입니다 / must be 5 digits')
      .meta({ description: '우편번호 · postcode', example: SAMPLE_APPLICATION.parent_postcode }),
    parent_email: z
      .email('메일 주소가 아닙니다 / must be a mail address')
      .max(254, { error: '최대 254자입니다 / must be at most 254 characters', abort: true })
      .meta({ description: '메일 주소 · mail address', example: SAMPLE_APPLICATION.parent_email }),
    nursery_id: z
      .string()
      .regex(/^[A-Za-z][0-9]{5}$/, '어린이집 번호는 영문자 1개와 숫자 5개입니다 / must be a letter and 5 digits')
      .meta({ description: '어린이집 번호 · daycare, a letter and 5 digits', example: SAMPLE_APPLICATION.nursery_id }),
  });

export const applicationSchema = applicationSchemaAt(() => wireDayInKorea(new Date()));

/** One child waiting for one daycare, as it is on the wire. */
export type Application = z.infer<typeof applicationSchema>;

export const APPLICATION_FIELDS = Object.keys(applicationSchema.shape) as readonly (keyof Application)[];

/**
 * An application as one of our own parts wrote it. It was validated once, on entry, by the rules of that day. Here only
 * its shape is checked, and fields of a later release pass through.
 */
export const recordedApplicationSchema = z.looseObject({
  child_id: z.string().regex(/^\d{15}$/),
  child_name: z.string(),
  child_birthday: z.string(),
  user_id: z.string(),
  parent_name: z.string(),
  parent_tel: z.string(),
  parent_address: z.string(),
  parent_postcode: z.string(),
  parent_email: z.string(),
  nursery_id: z.string().regex(/^[A-Za-z]\d{5}$/),
} satisfies Record<keyof Application, z.ZodString>);

/** Only the ten fields of the wire contract, in their order. */
export const wireApplication = (application: Application): Application => ({
  child_id: application.child_id,
  child_name: application.child_name,
  child_birthday: application.child_birthday,
  user_id: application.user_id,
  parent_name: application.parent_name,
  parent_tel: application.parent_tel,
  parent_address: application.parent_address,
  parent_postcode: application.parent_postcode,
  parent_email: application.parent_email,
  nursery_id: application.nursery_id,
});

export const REQUEST_ID = /^[0-9]{15}[A-Za-z][0-9]{5}$/;

/** The identifier of an application: `child_id + nursery_id`, 21 characters. */
export const requestIdOf = (ids: Pick<Application, 'child_id' | 'nursery_id'>): string =>
  `${ids.child_id}${ids.nursery_id}`;

function isRealDate(yyyymmdd: string): boolean {
  const iso = `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}
