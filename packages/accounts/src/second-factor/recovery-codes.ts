import { randomInt } from 'node:crypto';

/** Without letters and digits that look like others. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const AMOUNT = 10;
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** Codes for whoever has lost the telephone, 59 bits each: `K7PD-2XWM-9QRA`. */
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
