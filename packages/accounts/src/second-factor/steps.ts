import { createOTP } from '@better-auth/utils/otp';

/** How long a code is shown, in seconds; what every app takes where nothing else is said (RFC 6238). */
export const PERIOD_SECONDS = 30;
/** A telephone's clock may be so many periods early or late. */
const TOLERANCE = 1;

/** The period that a moment lies in, counted from 1970. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / PERIOD_SECONDS);

/** The code that the app shows in a period. @param secret as better-auth keeps it: its bytes are those of the text */
export const codeOf = (secret: string, step: number): Promise<string> =>
  createOTP(secret, { period: PERIOD_SECONDS }).hotp(step);

/** The period that a code belongs to, if it is a code of now. */
export async function stepOf(secret: string, code: string, nowMs: number): Promise<number | undefined> {
  const now = stepAt(nowMs);
  // All are computed whichever is right: how long it takes tells nothing.
  const steps = Array.from({ length: 2 * TOLERANCE + 1 }, (_, index) => now - TOLERANCE + index);
  const codes = await Promise.all(steps.map((step) => codeOf(secret, step)));
  return steps.find((_, index) => codes[index] === code);
}
