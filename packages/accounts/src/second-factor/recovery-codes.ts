import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that look like others. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const AMOUNT = 10;
const GROUPS = 6;
const GROUP_LENGTH = 4;

/** Codes for whoever has lost the telephone, 118 bits each, so that no hash of one is guessed: `K7PD-2XWM-9QRA-4FGH-TM6V-8KXE`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: AMOUNT }, () =>
    Array.from({ length: GROUPS }, () =>
      Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
    ).join('-'),
  );

/** A recovery code however it was typed: in small letters, without hyphens, with spaces. */
export function recoveryCodeOf(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return letters.match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g'))?.join('-') ?? '';
}

/** How a code is kept: what is read from a copy of the database signs nobody in. */
export const keptForm = (code: string): string => `sha256:${createHash('sha256').update(code).digest('base64url')}`;

/**
 * The entry of a code among those that are kept. An earlier release kept the codes themselves (59 bits: too few for a plain hash);
 * they work until they are used or new ones take their place.
 */
export function findKept(kept: readonly string[], typed: string): string | undefined {
  const code = recoveryCodeOf(typed);
  return kept.find((entry) => entry === keptForm(code) || entry === code);
}
