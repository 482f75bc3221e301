import { addressOf } from '@enterwait/http/access';
import { type NamedLimits, networkOf } from '@enterwait/http/limits';
import type { Text } from '@enterwait/pages/parts';
import type { Request } from 'express';
import type { AuthAnswer, AuthCalls } from '../../auth/calls.ts';
import type { SignInLimits } from '../../auth/sign-in-limits.ts';
import { tooOften } from '../../pages/words.ts';
import type { People } from '../../people/people.ts';
import type { SecondFactors } from '../codes/check.ts';
import { USED_CODE, WRONG_CODE, WRONG_CURRENT_PASSWORD } from '../words.ts';

/** Why a proof was refused. */
export interface Refusal {
  readonly status: 422 | 429;
  /** For the audit. */
  readonly code: 'wrong-password' | 'wrong-code' | 'used-code' | 'too-often';
  readonly field: 'password' | 'code' | '';
  readonly message: Text;
  readonly retryAfter?: number;
}

const WRONG: Refusal = { status: 422, code: 'wrong-code', field: 'code', message: WRONG_CODE };
const USED: Refusal = { status: 422, code: 'used-code', field: 'code', message: USED_CODE };
const WRONG_PASSWORD: Refusal = {
  status: 422,
  code: 'wrong-password',
  field: 'password',
  message: WRONG_CURRENT_PASSWORD,
};

export const refusedFor = (retryAfter: number): Refusal => ({
  status: 429,
  code: 'too-often',
  field: '',
  message: tooOften(retryAfter),
  retryAfter,
});

export interface Tries {
  readonly limits: Pick<NamedLimits, 'count' | 'clear'>;
  readonly signInLimits: Pick<SignInLimits, 'isKnown'>;
  readonly req: Request;
}

/**
 * Checks a proof, with limited tries; a correct one resets the count. Addresses the account recently signed in from
 * have a separate count, so knowing only the password is not enough to block the owner.
 */
export async function tried(
  { limits, signInLimits, req }: Tries,
  email: string,
  attempt: () => Promise<Refusal | undefined>,
): Promise<Refusal | undefined> {
  const network = networkOf(addressOf(req));
  const of = (await signInLimits.isKnown(email, network)) ? [email, network] : [email];
  const turn = await limits.count('second-factor', ...of);
  if (!turn.allowed) return refusedFor(turn.retryAfter ?? 1);
  const refusal = await attempt();
  if (refusal === undefined) await limits.clear('second-factor', ...of);
  return refusal;
}

/** An app code as people type it: `123 456`. */
export const appCodeOf = (typed: string): string | undefined => /^\d{6}$/.exec(typed.replaceAll(/\s/g, ''))?.[0];

/** Uses an app code. */
export async function takenAppCode(factors: SecondFactors, personId: string, code: string) {
  const verdict = await factors.takeCode(personId, code);
  return verdict === 'right' ? undefined : verdict === 'used' ? USED : WRONG;
}

/**
 * Uses a recovery code, which better-auth then deletes.
 * @param cookie of the first step of signing in; absent for a signed-in person
 * @returns better-auth's answer, with the cookies of the new session
 */
export async function takeRecoveryCode(
  { factors, calls, req }: Pick<ProofParts, 'factors' | 'calls' | 'req'>,
  personId: string,
  typed: string,
  cookie?: string,
): Promise<{ readonly answer?: AuthAnswer; readonly refusal: Refusal | undefined }> {
  const code = await factors.keptRecoveryCode(personId, typed);
  if (code === undefined) return { refusal: WRONG };
  const path = '/two-factor/verify-backup-code';
  const answer = await calls.post(req, path, { code }, cookie === undefined ? {} : { cookie });
  if (answer.status === 200) return { answer, refusal: undefined };
  return { answer, refusal: answer.retryAfter === undefined ? WRONG : refusedFor(answer.retryAfter) };
}

/** What checking a proof needs. */
export interface ProofParts {
  readonly people: Pick<People, 'checkPassword'>;
  readonly factors: SecondFactors;
  readonly calls: AuthCalls;
  readonly req: Request;
}

export interface Given {
  readonly password: string;
  /** Absent if there is no second factor yet. */
  readonly code?: string;
}

/** Checks the password and code of a signed-in person, the password first: a wrong password uses up no code. */
export async function proved(
  parts: ProofParts,
  personId: string,
  { password, code }: Given,
): Promise<Refusal | undefined> {
  const { people, factors } = parts;
  if ((await people.checkPassword(personId, password)) !== 'right') return WRONG_PASSWORD;
  if (code === undefined) return undefined;
  const appCode = appCodeOf(code);
  if (appCode !== undefined) return takenAppCode(factors, personId, appCode);
  return (await takeRecoveryCode(parts, personId, code)).refusal;
}
