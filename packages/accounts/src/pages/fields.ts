import { applicationSchema } from '@enterwait/domain/application';
import type { FormState } from '@enterwait/pages/forms';
import { z } from 'zod';
import { PASSWORD_MAX, PASSWORD_MIN } from '../auth/auth.ts';

/** An address as people type it: better-auth keeps it in small letters. */
export const email = z.string().trim().pipe(applicationSchema.shape.parent_email);
export const name = applicationSchema.shape.parent_name;

/** A password that is chosen now. */
export const newPassword = z
  .string()
  .min(PASSWORD_MIN, `${PASSWORD_MIN}자 이상입니다 / must be at least ${PASSWORD_MIN} characters`)
  .max(PASSWORD_MAX, `최대 ${PASSWORD_MAX}자입니다 / must be at most ${PASSWORD_MAX} characters`);

/** A password that was chosen before, by whatever rule. */
export const knownPassword = z
  .string()
  .max(PASSWORD_MAX, `최대 ${PASSWORD_MAX}자입니다 / must be at most ${PASSWORD_MAX} characters`);

const SECRET = new Set(['password', 'current', 'token', 'code']);

/** A form that is shown again, without what must not stand in a page. */
export const withoutSecrets = ({ raw, errors }: FormState): FormState => ({
  raw: Object.fromEntries(Object.entries(raw).filter(([field]) => !SECRET.has(field))),
  errors,
});
