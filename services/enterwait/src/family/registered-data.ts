import type { Application } from '@enterwait/domain/application';
import { HttpError } from '@enterwait/http/errors';
import type { RegisteredData } from './family.ts';

const FIELDS = [
  'child_name',
  'child_birthday',
  'parent_name',
  'parent_tel',
  'parent_address',
  'parent_postcode',
  'parent_email',
] as const;

/** An account stores its address in lower case: the same mailbox, however it is typed. */
const comparable = (field: (typeof FIELDS)[number], value: string | null): string | null =>
  field === 'parent_email' ? (value?.toLowerCase() ?? null) : value;

/** Fields of a body that differ from the registered data; unregistered data matches nobody. */
export const differingFields = (application: Application, registered: RegisteredData): string[] =>
  FIELDS.filter((field) => comparable(field, application[field]) !== comparable(field, registered[field]));

/** Names the fields, never the registered values: those are only for viewers of the family's own pages. */
export const notRegisteredData = (fields: readonly string[]): HttpError =>
  new HttpError(
    403,
    'not-registered-data',
    '등록된 정보와 다릅니다. 아동 정보와 연락처를 확인해 주세요 / this is not what is registered of the child and its parent',
    fields.map((field) => ({
      field,
      code: 'not-registered',
      message: '등록된 정보와 다릅니다 / is not what is registered',
    })),
  );
