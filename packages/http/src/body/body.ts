import type { z } from 'zod';
import { type FieldError, HttpError } from '../errors/errors.ts';

/** A body of 64 KB can hold ten thousand fields: the answer must not be longer than the request. */
const MOST_ERRORS = 20;

/**
 * Parses a caller's input against a schema.
 * @throws HttpError 400 `wrong-type`, 400 `unknown-field` or 422 `invalid-field`, listing every wrong field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, input)).slice(0, MOST_ERRORS);
  // The coarsest error names the problem: in a body of the wrong shape, single fields do not matter.
  if (errors.some(({ code }) => code === 'wrong-type')) {
    throw new HttpError(400, 'wrong-type', '값의 형식이 다릅니다 / a value has the wrong type', errors);
  }
  if (errors.some(({ code }) => code === 'unknown-field')) {
    throw new HttpError(
      400,
      'unknown-field',
      '알 수 없는 항목이 있습니다 / there is a field that is not known',
      errors,
    );
  }
  throw new HttpError(422, 'invalid-field', '입력한 값을 확인해 주세요 / some fields are missing or not valid', errors);
}

function fieldErrors(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MOST_ERRORS).map((key) => ({
      field: key.slice(0, 64),
      code: 'unknown-field',
      message: '알 수 없는 항목입니다 / is not a field',
    }));
  }
  if (issue.code !== 'invalid_type') return [{ field, code: 'invalid', message: issue.message }];
  return field !== '' && valueAt(input, issue.path) === undefined
    ? [{ field, code: 'missing', message: '꼭 필요한 항목입니다 / is required' }]
    : [{ field: field || 'body', code: 'wrong-type', message: `형식이 다릅니다 / must be of type ${issue.expected}` }];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}
