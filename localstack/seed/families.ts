import { drawChildNames, drawFamilyName } from './names.ts';
import { drawAddress, drawDistrict } from './places.ts';
import { type Random, randomOf } from './random.ts';

export interface SeedChild {
  readonly child_id: string;
  readonly name: string;
  /** YYYYMMDD */
  readonly birthday: string;
}

export interface SeedFamily {
  readonly user_id: string;
  readonly parent: string;
  readonly email: string;
  readonly tel: string;
  readonly address: string;
  readonly postcode: string;
  readonly district: string;
  readonly children: readonly SeedChild[];
  /** Items of the priority rules that apply to the family, whichever child it is. */
  readonly claims: readonly string[];
}

/** All below school age, most of them at an age at which parents look for a place. */
const AGES: readonly (readonly [years: number, weight: number])[] = [
  [0, 22],
  [1, 26],
  [2, 20],
  [3, 14],
  [4, 9],
  [5, 6],
  [6, 3],
];
const SIZES: readonly (readonly [children: number, weight: number])[] = [
  [1, 58],
  [2, 35],
  [3, 7],
];
/** How many families in a hundred claim each item. */
const CLAIMS: readonly (readonly [code: string, chance: number])[] = [
  ['basic-livelihood', 3],
  ['near-poverty', 4],
  ['single-parent', 7],
  ['disabled-child', 1],
  ['disabled-parent', 2],
  ['multicultural', 6],
  ['veteran', 1],
  ['industrial-complex', 4],
  ['grandparents', 1],
  ['adopted', 1],
  ['staff-child', 1],
];

const DAY_MS = 86_400_000;

/**
 * Draws `count` families; the same for the same seed and year.
 * @param year ages count back from it, so the same numbers come out all year
 */
export const drawFamilies = (seed: number, count: number, year: number): SeedFamily[] =>
  Array.from({ length: count }, (_, at) => drawFamily(seed, at, year));

function drawFamily(seed: number, at: number, year: number): SeedFamily {
  const random = randomOf(`family ${seed} ${at}`);
  const { parent, surname } = drawFamilyName(random);
  const district = drawDistrict(random);
  const number = `${seed}-${String(at + 1).padStart(4, '0')}`;
  const names = drawChildNames(random, random.weighted(SIZES));
  const birthdays = drawBirthdays(random, names.length, year);
  const children = names.map((name, index) => {
    const birthday = birthdays[index] ?? '';
    // The last seven digits: a 7, which only these numbers have there, then the seed, the family and the child.
    const childNumber = `7${seed % 10}${String(at + 1).padStart(4, '0')}${index + 1}`;
    return { child_id: birthday + childNumber, name: surname + name, birthday };
  });
  return {
    user_id: `family-${number}`,
    parent,
    email: `family-${number}@example.com`,
    tel: `010-${random.between(2000, 9999)}-${String(random.between(0, 9999)).padStart(4, '0')}`,
    ...drawAddress(random, district, true),
    district: district.name,
    children,
    claims: [
      ...CLAIMS.filter(([, chance]) => random.chance(chance / 100)).map(([code]) => code),
      ...(random.chance(0.48) ? ['working-parents'] : []),
      ...(children.length >= 3 ? ['three-children'] : []),
      ...(children.length === 2 ? ['two-infants'] : []),
    ],
  };
}

/** Siblings are at least a year apart, the eldest first. No birthday is later than the first day of the year. */
function drawBirthdays(random: Random, count: number, year: number): string[] {
  let days = random.weighted(AGES) * 365 + random.between(0, 364);
  const last = Date.UTC(year, 0, 1);
  const birthdays: string[] = [];
  for (let left = count; left > 0; left -= 1) {
    birthdays.unshift(new Date(last - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', ''));
    days += 365 + random.between(0, 500);
    if (days > 7 * 365) days = 6 * 365 + random.between(0, 364);
  }
  return birthdays;
}
