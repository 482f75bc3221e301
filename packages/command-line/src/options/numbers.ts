import { z } from 'zod';
import { UserError } from '../errors/errors.ts';

/** A whole number from the environment. @throws UserError (`BAD_SETTING`) */
export function readNumber(name: string, fallback: number, env: NodeJS.ProcessEnv = process.env): number {
  const parsed = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(env[name] || fallback);
  if (parsed.success) return parsed.data;
  throw new UserError('BAD_SETTING', `${name}=${env[name]}: 0 이상의 정수여야 합니다 (must be a whole number)`);
}

export const isSet = (name: string, env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env[name]) && env[name] !== '0';
