import { createOTP } from '@better-auth/utils/otp';

/** How long a code is shown, in seconds: the default of every app (RFC 6238). */
export const PERIOD_SECONDS = 30;
/** How many periods a phone's clock may be early or late. */
const TOLERANCE = 1;

/** The period that a moment is in, counted from 1970. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / PERIOD_SECONDS);

/** The code that the app shows in a period. @param secret as better-auth stores it: its bytes are those of the text */
export const codeOf = (secret: string, step: number): Promise<string> =>
  createOTP(secret, { period: PERIOD_SECONDS }).hotp(step);

/** The period that a code belongs to, if it is currently valid. */
export async function stepOf(secret: string, code: string, nowMs: number): Promise<number | undefined> {
  const now = stepAt(nowMs);
  // Constant time: all codes are computed, whichever one matches.
  const steps = Array.from({ length: 2 * TOLERANCE + 1 }, (_, index) => now - TOLERANCE + index);
  const codes = await Promise.all(steps.map((step) => codeOf(secret, step)));
  return steps.find((_, index) => codes[index] === code);
}
