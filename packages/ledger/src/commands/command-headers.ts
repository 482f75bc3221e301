import { noteSchema } from '@enterwait/domain/application';
import { type Priority, scoreAt, UnknownPriorityItemError } from '@enterwait/domain/priority';
import { HttpError } from '@enterwait/http/errors';
import { z } from 'zod';

/**
 * What a command carries beyond the ten fields of the wire contract, as headers. Headers are ASCII, so texts are
 * percent-encoded UTF-8.
 */
export const idempotencyHeader = {
  'idempotency-key': z
    .string()
    .regex(
      /^[\x21-\x7e]{1,255}$/,
      'Idempotency-Key는 공백 없는 ASCII 1~255자입니다 / must be 1 to 255 visible ASCII characters',
    )
    .optional()
    .meta({ description: 'the same key with the same body is answered the same, without a second effect' }),
};

const NOT_ENCODED = 'UTF-8 퍼센트 인코딩이 아닙니다 / must be percent-encoded UTF-8';

/** The reason, which the parent reads. */
export const noteHeader = {
  'enterwait-note': z
    .string()
    // Non-ASCII letters arrive as raw bytes, so the text read is not the text written.
    .refine((value) => /^[ -~]*$/.test(value), { error: NOT_ENCODED, abort: true })
    .refine((value) => value.trim() !== '', { error: '비어 있습니다 / must not be empty', abort: true })
    .meta({ pattern: '^ *[!-~][ -~]*$' })
    .transform((value, context) => {
      try {
        return decodeURIComponent(value);
      } catch {
        context.addIssue({ code: 'custom', message: NOT_ENCODED });
        return z.NEVER;
      }
    })
    .pipe(noteSchema)
    .optional()
    .meta({
      description:
        '사유 · why, told to the parent: percent-encoded UTF-8, 1 to 300 characters once decoded and trimmed, none of them invisible or a control character',
      example: encodeURIComponent('서류 미비'),
    }),
};

/** The round of the application that the decision maker has seen: `round` of `GET /requests/{request_id}`. */
export const roundHeader = {
  'enterwait-round': z
    .string()
    .regex(/^\d{1,9}$/, '회차는 숫자입니다 / must be a number')
    .transform(Number)
    .optional()
    .meta({
      description:
        '본 회차 · the round that you have seen (`round` of GET /requests/{request_id}): in any other round the command is refused as other-round. If absent: the one that this system knows',
      example: '1',
    }),
};

/** The items of the priority rules that the parent claims. */
export const priorityHeader = {
  'enterwait-priority': z
    .string()
    .max(1000)
    .transform((value) =>
      value
        .split(',')
        .map((code) => code.trim())
        .filter((code) => code !== ''),
    )
    .optional()
    .meta({
      description:
        '우선순위 항목 · codes of the items that the parent claims, separated by commas, scored by the rules in force; none: 0 points',
      example: 'working-parents,two-infants',
    }),
};

/** @throws HttpError 422 `unknown-priority-item` */
export function priorityOf(claimed: readonly string[], now: Date): Priority {
  try {
    return scoreAt(now, claimed);
  } catch (error) {
    if (!(error instanceof UnknownPriorityItemError)) throw error;
    throw new HttpError(
      422,
      'unknown-priority-item',
      '우선순위 규칙에 없는 항목입니다 / an item is not one of the priority rules in force',
    );
  }
}
