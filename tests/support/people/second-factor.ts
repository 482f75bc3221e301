import { codeOf, stepAt } from '@enterwait/accounts/second-factor';
import { rowsOf } from '../stack/databases.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an app reads from the page that sets it up: the text whose bytes the page shows in base32. Empty if there is none. */
export function secretIn(html: string): string {
  const base32 = /<code>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1]?.replaceAll(' ', '') ?? '';
  const bits = [...base32].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return Buffer.from(bytes).toString();
}

/** The code that the app shows. @param away another period's code: -1 is the one before */
export const codeNow = (secret: string, away = 0): Promise<string> => codeOf(secret, stepAt(Date.now()) + away);

/** Acts as if the codes that a nursery person has used were older, so that the current code is accepted. */
export const laterOn = (email: string): Promise<unknown> =>
  rowsOf(
    'nursery',
    'UPDATE person_second_factor f JOIN person p ON p.id = f.person_id SET f.last_step = f.last_step - 10 WHERE p.email = ?',
    [email],
  );
