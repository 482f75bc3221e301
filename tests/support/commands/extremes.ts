/** Values that an attacker, or a broken program, would ask for. */
const DAYS = [
  '9999-12-31',
  '0000-01-01',
  '1970-01-01',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00+23:59',
  '+275760-09-13T00:00:00.000Z',
  '9999-99-99',
  '9999-12',
  '0000-00',
];
const NUMBERS = [
  '0',
  '-1',
  '1',
  '99999999999',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '18446744073709551616',
  '1e308',
  '-1e308',
  'NaN',
  'Infinity',
  '0x7fffffff',
  '1.5',
];
const TEXTS = [
  '%'.repeat(250),
  `%${'_%'.repeat(24)}`,
  '가'.repeat(50),
  'a'.repeat(7000),
  '\u0000',
  '\\',
  "' OR '1'='1",
  '\u{10ffff}',
  'é한',
  '__proto__',
  '%ff%fe',
];
const CURSORS = [
  'A'.repeat(500),
  Buffer.from('["ByDay:9999-12-31","9999-12-31T23:59:59.999Z","999999999999999Z99999"]').toString('base64url'),
  Buffer.from(`${'['.repeat(200)}${']'.repeat(200)}`).toString('base64url'),
  '9999999999999.999999999999999Z99999',
  '9999999999999999999999999999999999999Z99999',
];

/** By the kind of a parameter, besides what any parameter may be: empty, repeated, nested. */
const VALUES = { day: DAYS, number: NUMBERS, text: TEXTS, cursor: CURSORS, word: [...TEXTS, ...NUMBERS] } as const;

/**
 * Every query parameter that any list or page reads, by its kind. The parameters of the API and those that a page itself offers (in its
 * forms and links) must be listed here: the test of the extremes fails otherwise.
 */
export const PARAMETERS: Readonly<Record<string, keyof typeof VALUES>> = {
  actor_id: 'text',
  after: 'cursor',
  age: 'number',
  before: 'cursor',
  child_id: 'text',
  cursor: 'cursor',
  done: 'word',
  event_id: 'text',
  from: 'day',
  limit: 'number',
  month: 'day',
  name: 'text',
  next: 'text',
  nursery_id: 'text',
  page: 'number',
  points: 'number',
  problem: 'word',
  q: 'text',
  range: 'word',
  request_id: 'text',
  round: 'number',
  seen: 'text',
  status: 'number',
  text: 'text',
  to: 'day',
  token: 'text',
  until: 'day',
  view: 'word',
};

const query = (pairs: readonly (readonly [string, string])[]): string =>
  String(new URLSearchParams(pairs.map(([a, b]) => [a, b])));

/** The queries to try on one address, each once: each of its own parameters alone, all of them together, spans as wide as possible. */
export function extremeQueries(own: readonly string[]): string[] {
  const names = Object.keys(PARAMETERS);
  const valuesOf = (name: string): readonly string[] => VALUES[PARAMETERS[name] ?? 'text'];
  const most = Math.max(...Object.values(VALUES).map(({ length }) => length));
  const alone = own.flatMap((name) => [
    ...valuesOf(name).map((value) => query([[name, value]])),
    query(Array.from({ length: 900 }, () => [name, '1'] as const)),
    `${name}[a][b]=1&${name}=1`,
  ]);
  const together = Array.from({ length: most }, (_, index) =>
    query(own.map((name) => [name, valuesOf(name)[index % valuesOf(name).length] ?? ''] as const)),
  );
  const everything = [0, 1, 2].map((index) => query(names.map((name) => [name, valuesOf(name)[index] ?? ''] as const)));
  const spans = ['from=0000-01-01&to=9999-12-31&until=9999-12-31', 'from=0000-01-01T00:00:00Z&to=9999-12-31T23:59:59Z'];
  const long = [`x=${'y'.repeat(15_000)}`, 'a&'.repeat(7000), '%'.repeat(1000)];
  // Without parameters of its own, `together` consists of empty queries.
  return [...new Set(['', ...alone, ...together, ...everything, ...spans, ...long])];
}

const LIMIT = 64 * 1024;

/** Bodies as large and as odd as a body may be. No form or endpoint expects any of them. */
export const EXTREME_BODIES: readonly { readonly type: string; readonly body: string }[] = [
  { type: 'application/json', body: `${'['.repeat(LIMIT / 2 - 10)}${']'.repeat(LIMIT / 2 - 10)}` },
  { type: 'application/json', body: `${'{"a":'.repeat(LIMIT / 6 - 10)}1${'}'.repeat(LIMIT / 6 - 10)}` },
  {
    type: 'application/json',
    body: JSON.stringify(Object.fromEntries(Array.from({ length: 6000 }, (_, i) => [i, i]))),
  },
  { type: 'application/json', body: JSON.stringify({ name: 'a'.repeat(LIMIT - 100), note: ' '.repeat(10) }) },
  { type: 'application/json', body: `{"parent_email":"${'a.'.repeat(LIMIT / 2 - 50)}"}` },
  { type: 'application/json', body: 'a'.repeat(LIMIT * 4) },
  { type: 'application/x-www-form-urlencoded', body: 'note=1&'.repeat(150) },
  { type: 'application/x-www-form-urlencoded', body: 'a=1&'.repeat(16_000) },
  { type: 'application/x-www-form-urlencoded', body: 'first=x&'.repeat(199) },
  { type: 'application/x-www-form-urlencoded', body: `name=${'%EA%B0%80'.repeat(7000)}` },
  { type: 'application/x-www-form-urlencoded', body: 'a[b]'.repeat(10_000) },
  { type: 'application/x-www-form-urlencoded', body: 'x'.repeat(LIMIT * 4) },
];
