import { z } from 'zod';
import { NO_CONTROL_CHARACTER } from './application.ts';

/** Why, in the words of who asked: a daycare that rejects, an operator who cancels, a child that leaves. The parent reads it. */
export const noteSchema = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, { error: '비어 있습니다 / must not be empty', abort: true })
  .max(300, { error: '최대 300자입니다 / must be at most 300 characters', abort: true })
  .regex(NO_CONTROL_CHARACTER, '제어 문자를 쓸 수 없습니다 / must not hold control characters')
  .meta({ description: '사유 · reason, up to 300 characters; the parent reads it' });
