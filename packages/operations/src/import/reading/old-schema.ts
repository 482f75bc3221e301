import { applicationSchema, plainText } from '@enterwait/domain/application';
import { dayInKorea, momentInKorea } from '@enterwait/domain/korea';
import { statusSchema } from '@enterwait/domain/protocol';
import { z } from 'zod';

/**
 * The assumed five tables of the old system, with the field names of the wire contract. docs/migration.md explains every column. Only this
 * file knows them. Columns not named here (such as an old password) are never read.
 */
export const OLD_TABLES = ['nursery', 'user', 'child', 'nursery_child', 'request'] as const;
export type OldTable = (typeof OLD_TABLES)[number];
/** A row as every source returns it: text or null. */
export type OldRow = Readonly<Record<string, string | null>>;

const fields = applicationSchema.shape;
/** No application is older than the first electronic waitlists. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const A_DAY_MS = 86_400_000;

/** `YYYY-MM-DD hh:mm:ss[.fff]` in Korean time, as the old servers' clocks have it. Becomes ISO 8601 in UTC. */
export const oldTimeSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/, { abort: true })
  .transform((text, context) => {
    const at = momentInKorea(text.replace(' ', 'T').slice(0, 23));
    const ms = at.getTime();
    // Date moves a day that does not exist to another day.
    const isReal = !Number.isNaN(ms) && dayInKorea(at) === text.slice(0, 10);
    if (isReal && ms >= EARLIEST_MS && ms <= Date.now() + A_DAY_MS) return at.toISOString();
    context.addIssue({ code: 'custom', message: 'not a time between 1990 and now' });
    return z.NEVER;
  });

const wholeNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number);

export const oldSchemas = {
  nursery: z.object({
    nursery_id: fields.nursery_id,
    nursery_name: plainText({ max: 100 }),
    nursery_address: plainText({ max: 200, empty: true }),
    capacity: wholeNumber.pipe(z.int().max(65_535)),
  }),
  user: z.object({
    user_id: fields.user_id,
    parent_name: fields.parent_name,
    parent_tel: fields.parent_tel,
    parent_address: fields.parent_address,
    parent_postcode: fields.parent_postcode,
    parent_email: fields.parent_email,
  }),
  child: z.object({
    child_id: fields.child_id,
    user_id: fields.user_id,
    child_name: fields.child_name,
    child_birthday: fields.child_birthday,
  }),
  nursery_child: z.object({
    child_id: fields.child_id,
    nursery_id: fields.nursery_id,
    enrolled_at: oldTimeSchema,
  }),
  request: z
    .object({
      ...fields,
      status: wholeNumber.pipe(statusSchema),
      requested_at: oldTimeSchema,
      updated_at: oldTimeSchema,
    })
    .refine(({ requested_at, updated_at }) => updated_at >= requested_at, { path: ['updated_at'] }),
} as const;

export type OldRows = { readonly [Table in OldTable]: z.infer<(typeof oldSchemas)[Table]> };

export const columnsOf = (table: OldTable): string[] => Object.keys(oldSchemas[table].shape);

/** The key of a row. For a daycare's child and for an application it is the 21 characters of the application's id. */
export const keyOf = <Table extends OldTable>(table: Table, row: OldRows[Table]): string => {
  const ids: Partial<Record<'nursery_id' | 'user_id' | 'child_id', string>> = row;
  if (table === 'nursery') return ids.nursery_id ?? '';
  if (table === 'user') return ids.user_id ?? '';
  return table === 'child' ? (ids.child_id ?? '') : `${ids.child_id}${ids.nursery_id}`;
};

const KEY_FIELDS = {
  nursery: ['nursery_id'],
  user: ['user_id'],
  child: ['child_id'],
  nursery_child: ['child_id', 'nursery_id'],
  request: ['child_id', 'nursery_id'],
} as const satisfies Record<OldTable, readonly (keyof typeof fields)[]>;

/** The key of a row that is otherwise invalid. Empty if the key itself is invalid, because it could contain anything. */
export function keyOfBad(table: OldTable, row: OldRow): string {
  const parts = KEY_FIELDS[table].map((field) => fields[field].safeParse(row[field]));
  return parts.every(({ success }) => success) ? parts.map(({ data }) => data).join('') : '';
}
