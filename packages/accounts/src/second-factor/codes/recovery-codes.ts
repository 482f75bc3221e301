import { createHash, randomInt } from 'node:crypto';

/** Excludes letters and digits that look alike. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const AMOUNT = 10;
const GROUPS = 6;
const GROUP_LENGTH = 4;

/**
 * Codes for a person who has lost the phone, 118 bits each, so a hash cannot be brute-forced:
 * `K7PD-2XWM-9QRA-4FGH-TM6V-8KXE`.
 */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: AMOUNT }, () =>
    Array.from({ length: GROUPS }, () =>
      Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
    ).join('-'),
  );

/** Normalises a typed recovery code: lower case, missing hyphens or added spaces are accepted. */
export function recoveryCodeOf(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return letters.match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g'))?.join('-') ?? '';
}

/** The stored form of a code: a copy of the database signs nobody in. */
export const keptForm = (code: string): string => `sha256:${createHash('sha256').update(code).digest('base64url')}`;

/**
 * Finds a code among the stored ones. An earlier release stored the codes themselves (59 bits: too few for a plain
 * hash); those work until they are used or replaced.
 */
export function findKept(kept: readonly string[], typed: string): string | undefined {
  const code = recoveryCodeOf(typed);
  return kept.find((entry) => entry === keptForm(code) || entry === code);
}
