import type { OldRow, OldTable } from '@enterwait/operations/import';
import type { SourceRow } from '@enterwait/operations/import/sources';
import { drawChildNames, drawFamilyName } from '../names.ts';
import { type Random, randomOf } from '../random.ts';

/** An invented old database: the same number always gives the same rows, including bad ones of every kind. */
export interface OldData {
  readonly applications: number;
}

/** Each kind of mistake occurs once in this many families. */
const ROUND = 200;
/** Every other family has two applications, so two families have three. */
const familiesOf = (applications: number): number => Math.ceil((applications * 2) / 3);
const SMALL_DAYCARE = 'S00001';
const SMALL_CAPACITY = 5;
/** This daycare's name is missing. */
const BAD_DAYCARE = 'B00001';
const BASE_MS = Date.UTC(2023, 0, 1);
const SPAN_DAYS = 1000;
const LATEST = '2025-12-31 23:59:59';

const MISTAKES = [
  'bad-tel',
  'bad-birthday',
  'bad-status',
  'bad-order-of-times',
  'no-such-daycare',
  'not-their-child',
  'accepted-not-enrolled',
  'enrolled-not-accepted',
  'over-capacity',
  'application-twice',
  'user-twice',
  'shared-mail',
  'bad-child-id',
  'bad-enrolled-time',
  'no-user',
  'bad-daycare',
] as const;
type Mistake = (typeof MISTAKES)[number];

const mistakeOf = (family: number): Mistake | undefined => MISTAKES[family % ROUND];

/** All rows in chunks, as read from the old database. @param only return the rows of these tables alone */
export function* oldData({ applications }: OldData, only?: OldTable): Generator<SourceRow[]> {
  const wanted = (rows: SourceRow[]): SourceRow[] =>
    only === undefined ? rows : rows.filter(({ table }) => table === only);
  yield wanted(daycares(applications));
  let piece: SourceRow[] = [];
  let left = applications;
  for (let family = 0; left > 0; family += 1) {
    const count = Math.min(left, family % 2 === 0 ? 2 : 1);
    left -= count;
    piece.push(...wanted(familyRows(family, count, applications)));
    if (piece.length < 1000) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}

const daycareCount = (applications: number): number => Math.max(20, Math.ceil(applications / 100));
const daycare = (number: number): string => `N${String(10_000 + number).slice(-5)}`;

function daycares(applications: number): SourceRow[] {
  const row = (nursery_id: string, name: string | null, capacity: number): SourceRow => ({
    table: 'nursery',
    row: {
      nursery_id,
      nursery_name: name,
      nursery_address: '서울특별시 종로구 사직로 161',
      capacity: String(capacity),
    },
  });
  return [
    ...Array.from({ length: daycareCount(applications) }, (_, at) => row(daycare(at), `옛 어린이집 ${at}`, 300)),
    row(SMALL_DAYCARE, '작은 어린이집', SMALL_CAPACITY),
    row(BAD_DAYCARE, null, 20),
  ];
}

const childId = (family: number): string => `20${String(20 + (family % 6))}0315${String(family).padStart(7, '0')}`;
const userId = (family: number): string => `old-${family}`;

function familyRows(family: number, count: number, applications: number): SourceRow[] {
  const random = randomOf(`old ${family}`);
  const mistake = mistakeOf(family);
  const { parent, surname } = drawFamilyName(random);
  const child_name = surname + drawChildNames(random, 1).join('');
  const mailOf = mistake === 'shared-mail' ? family - 1 : family;
  const user = {
    user_id: userId(family),
    parent_name: parent,
    parent_tel:
      mistake === 'bad-tel'
        ? 'none'
        : `010-${String(1000 + (family % 9000))}-${String(family % 10_000).padStart(4, '0')}`,
    // What a careless reader of a dump or CSV file trips over.
    parent_address:
      family % ROUND === 30 ? `부산 '해운대구' "1", (2층); a\\b -- 100%` : `서울특별시 종로구 세종대로 ${family % 300}`,
    parent_postcode: String(3000 + (family % 1000)).padStart(5, '0'),
    parent_email: `old-${mailOf}@example.com`,
  };
  const child = {
    child_id: childId(family),
    user_id: user.user_id,
    child_name,
    child_birthday: mistake === 'bad-birthday' ? '20230230' : `20${20 + (family % 6)}0315`,
  };
  const userRow: SourceRow = { table: 'user', row: { ...user, password: 'of the old system, never read' } };
  return [
    ...(mistake === 'no-user' ? [] : [userRow]),
    ...(mistake === 'user-twice' ? [userRow] : []),
    { table: 'child', row: child },
    ...Array.from({ length: count }, (_, which) => which).flatMap((which) =>
      applicationRows({ family, which, random, mistake, applications, who: { ...user, ...child } }),
    ),
  ];
}

interface Circumstances {
  readonly family: number;
  readonly which: number;
  readonly random: Random;
  readonly mistake: Mistake | undefined;
  readonly applications: number;
  readonly who: Readonly<Record<string, string>>;
}

const STATUSES: readonly (readonly [string, number])[] = [
  ['1', 60],
  ['2', 20],
  ['88', 12],
  ['99', 8],
];
const ACCEPTED: ReadonlySet<Mistake | undefined> = new Set<Mistake>([
  'accepted-not-enrolled',
  'over-capacity',
  'bad-enrolled-time',
]);

function applicationRows({ family, which, random, mistake, applications, who }: Circumstances): SourceRow[] {
  const day = random.between(0, SPAN_DAYS - 60);
  const requested_at = oldTime(day, random.between(0, 86_399));
  const drawn = random.weighted(STATUSES);
  const isFirst = which === 0;
  // Five families without mistakes take its places, early on.
  const takesSmall = isFirst && family >= 20 && family < 20 + SMALL_CAPACITY;
  const wrong = isFirst ? mistake : undefined;
  const status = ACCEPTED.has(wrong) || takesSmall ? '2' : mistake === undefined ? drawn : '1';
  const decided_at = oldTime(day + random.between(1, 50), random.between(0, 86_399));
  const nursery_id =
    wrong === 'no-such-daycare'
      ? 'Z99999'
      : wrong === 'bad-daycare'
        ? BAD_DAYCARE
        : wrong === 'over-capacity' || takesSmall
          ? SMALL_DAYCARE
          : // The second application is never for the same daycare as the first.
            daycare((family * 2 + which) % daycareCount(applications));
  const child_id =
    wrong === 'bad-child-id'
      ? '12'
      : wrong === 'not-their-child'
        ? childId(aGoodFamily(family, applications))
        : (who.child_id ?? '');
  const request: OldRow = {
    ...who,
    // The application has its own copy of the details, so the register may be wrong without it.
    parent_tel: mistake === 'bad-tel' ? '010-0000-0000' : (who.parent_tel ?? null),
    child_birthday: mistake === 'bad-birthday' ? '20230228' : (who.child_birthday ?? null),
    child_id,
    nursery_id,
    status: wrong === 'bad-status' ? '7' : status,
    requested_at,
    updated_at: wrong === 'bad-order-of-times' ? '2001-01-01 00:00:00' : status === '1' ? requested_at : decided_at,
  };
  const enrolled: OldRow = {
    child_id,
    nursery_id,
    enrolled_at:
      wrong === 'bad-enrolled-time' ? '0000-00-00 00:00:00' : wrong === 'over-capacity' ? LATEST : decided_at,
  };
  const isEnrolled = status === '2' ? wrong !== 'accepted-not-enrolled' : wrong === 'enrolled-not-accepted';
  return [
    { table: 'request', row: request },
    ...(wrong === 'application-twice' ? [{ table: 'request' as const, row: request }] : []),
    ...(isEnrolled ? [{ table: 'nursery_child' as const, row: enrolled }] : []),
  ];
}

/** The number of a family without mistakes. */
const aGoodFamily = (family: number, applications: number): number =>
  Math.min(
    family + 51,
    familiesOf(applications) - 1 - ((familiesOf(applications) - 1) % ROUND < MISTAKES.length ? 20 : 0),
  );

/** The time as the old servers' clocks in Korea showed it. */
const oldTime = (day: number, second: number): string =>
  new Date(BASE_MS + day * 86_400_000 + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
