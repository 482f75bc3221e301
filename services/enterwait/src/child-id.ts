import { randomInt } from 'node:crypto';

/**
 * The number of a child that is registered here: its birthday (YYYYMMDD) and seven random digits, so it does not reveal
 * how many there are.
 */
export const newChildId = (birthday: string, random: () => number = () => randomInt(10 ** 7)): string =>
  `${birthday}${String(random()).padStart(7, '0')}`;
