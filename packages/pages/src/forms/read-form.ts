import type { Request } from 'express';
import { z } from 'zod';
import { bilingual, type Text, text } from '../parts/text.tsx';

export type RawForm = Readonly<Record<string, string | readonly string[]>>;
type FormErrors = Readonly<Record<string, Text>>;

/** A form as it is shown: typed values and errors. Errors under `''` belong to the form as a whole. */
export interface FormState {
  readonly raw: RawForm;
  readonly errors: FormErrors;
}

export type ReadForm<Values> =
  | (FormState & { readonly ok: true; readonly values: Values })
  | (FormState & { readonly ok: false });

export const EMPTY_FORM: FormState = { raw: {}, errors: {} };

/** A form filled with existing values, for editing. */
export const formOf = (raw: RawForm): FormState => ({ raw, errors: {} });

/** The same form with one more error; `field` may be `''`. */
export const withError = ({ raw, errors }: FormState, field: string, message: Text): FormState => ({
  raw,
  errors: { ...errors, [field]: message },
});

const REQUIRED = text('꼭 필요한 항목입니다', 'is required');
const INVALID = text('값을 확인해 주세요', 'please check this');

/**
 * Reads a posted form (or the query of a GET form) against a schema; an empty field counts as absent. Fields that the
 * schema does not know are dropped. Messages come from the schema (`한국어 / English`), one per field.
 */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  req: Pick<Request, 'method' | 'body' | 'query'>,
): ReadForm<z.infer<Schema>> {
  const raw = rawForm(req.method === 'GET' ? req.query : req.body);
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, values: parsed.data, raw, errors: {} };
  const errors: Record<string, Text> = {};
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '');
    errors[field] ??= messageOf(issue, raw[field] === undefined);
  }
  return { ok: false, raw, errors };
}

function rawForm(given: unknown): RawForm {
  const raw: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(typeof given === 'object' && given !== null ? given : {})) {
    if (Array.isArray(value)) raw[name] = value.filter((one) => typeof one === 'string');
    else if (typeof value === 'string' && value.trim() !== '') raw[name] = value;
  }
  return raw;
}

function messageOf(issue: z.core.$ZodIssue, isMissing: boolean): Text {
  if (isMissing) return REQUIRED;
  const message = bilingual(issue.message);
  return message.en === '' ? INVALID : message;
}

/** A group of checkboxes: none, one or several with the same name. */
export const many = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item).max(100));
