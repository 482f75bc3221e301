import { applicationSchema } from '@enterwait/domain/application';
import type { FormState } from '@enterwait/pages/forms';
import { z } from 'zod';
import { PASSWORD_MAX, PASSWORD_MIN } from '../auth/auth.ts';

/** A mail address as typed: better-auth stores it in lower case. */
export const email = z.string().trim().pipe(applicationSchema.shape.parent_email);
export const name = applicationSchema.shape.parent_name;

/** A new password. */
export const newPassword = z
  .string()
  .min(PASSWORD_MIN, `${PASSWORD_MIN}자 이상입니다 / must be at least ${PASSWORD_MIN} characters`)
  .max(PASSWORD_MAX, `최대 ${PASSWORD_MAX}자입니다 / must be at most ${PASSWORD_MAX} characters`);

/** An existing password, under whatever rule it was chosen. */
export const knownPassword = z
  .string()
  .max(PASSWORD_MAX, `최대 ${PASSWORD_MAX}자입니다 / must be at most ${PASSWORD_MAX} characters`);

const SECRET = new Set(['password', 'current', 'token', 'code']);

/** A form shown again, without the values that must not appear in a page. */
export const withoutSecrets = ({ raw, errors }: FormState): FormState => ({
  raw: Object.fromEntries(Object.entries(raw).filter(([field]) => !SECRET.has(field))),
  errors,
});
