import {
  ACCOUNT_MAIL_MAJOR,
  type AccountMail,
  accountMailSchema,
  describeIssues,
  requireKnownMajor,
} from '@enterwait/domain/protocol';
import { UnprocessableRecordError } from '@enterwait/judge/errors';
import type { MessageBody } from '@enterwait/judge/table';

/**
 * The account mail in the body of a message; undefined: the body is not an account mail, so it should be a judged
 * event.
 * @throws UnprocessableRecordError when it claims to be one and can never be
 * @throws NewerMessageError when a later release wrote it: it waits
 */
export function accountMailOf({ json, version }: MessageBody): AccountMail | undefined {
  if (typeof json !== 'object' || json === null || !('mail' in json)) return undefined;
  requireKnownMajor(json, version, ACCOUNT_MAIL_MAJOR);
  const parsed = accountMailSchema.safeParse(json);
  if (!parsed.success) throw new UnprocessableRecordError(`not an account mail: ${describeIssues(parsed.error)}`);
  return parsed.data;
}
