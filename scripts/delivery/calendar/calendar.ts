import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';
import type { InUse } from './in-use.ts';

const day = z.iso.date();

const entrySchema = z.strictObject({
  what: z.string(),
  version: z.string(),
  /** Last day of support; null if none has been announced. */
  ends: day.nullable(),
  /** What happens after that day, and what to do about it. */
  afterwards: z.string(),
  source: z.url(),
  /** When the source was last checked. */
  known: day,
  /** Accepts an end that is near or past, with a reason and a time limit. */
  accepted: z.strictObject({ until: day, because: z.string() }).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** The tests start to fail this long before an end: a quarter to plan, a month to do the work. */
const DAYS_AHEAD = 120;
/** The longest time that a source may go unchecked, and that an end may be accepted. */
const DAYS_TRUSTED = 365;
const DAY_MS = 24 * 3600 * 1000;

export const readCalendar = (): Entry[] =>
  z
    .array(entrySchema)
    .parse(JSON.parse(readFileSync(join(repositoryRoot, 'scripts/delivery/calendar/ends.json'), 'utf8')));

/** What is wrong with the calendar on a given day: ends that are near, outdated sources, versions without an entry, entries nobody uses. */
export function problemsOf(entries: readonly Entry[], used: readonly InUse[], today: string): string[] {
  const name = ({ what, version }: InUse) => `${what} ${version}`;
  const known = new Set(entries.map(name));
  const inUse = new Set(used.map(name));
  return [
    ...used.filter((one) => !known.has(name(one))).map((one) => `${name(one)}: used, and nobody knows when it ends`),
    ...entries.filter((one) => !inUse.has(name(one))).map((one) => `${name(one)}: not used any more, remove it`),
    ...entries.flatMap((one) => endProblems(one, today).map((problem) => `${name(one)}: ${problem}`)),
  ];
}

function endProblems({ ends, known, accepted, afterwards }: Entry, today: string): string[] {
  if (daysBetween(known, today) > DAYS_TRUSTED) return [`the source was read on ${known}: read it again`];
  if (ends === null || daysBetween(today, ends) > DAYS_AHEAD) {
    return accepted === undefined ? [] : ['its end is neither near nor past: nothing to accept'];
  }
  if (accepted === undefined) return [`ends on ${ends}, in ${daysBetween(today, ends)} days. ${afterwards}`];
  if (daysBetween(known, accepted.until) > DAYS_TRUSTED) return [`accepted for more than a year: ${accepted.until}`];
  return today > accepted.until ? [`ended on ${ends}, accepted until ${accepted.until} only. ${afterwards}`] : [];
}

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** Marks the place of the table in docs/operations.md. */
const MARKS = {
  begin: '<!-- calendar: written by make calendar, from scripts/delivery/calendar/ends.json -->',
  end: '<!-- /calendar -->',
} as const;

/** The table, nearest end first; entries without an end come last. It does not depend on today's date, so it only changes with the data. */
export function renderCalendar(entries: readonly Entry[]): string {
  const sorted = [...entries].sort((a, b) => (a.ends ?? '9999').localeCompare(b.ends ?? '9999'));
  const lines = sorted.map(({ what, version, ends, afterwards, source, known, accepted }) => {
    const borne = accepted ? ` **Accepted until ${accepted.until}**: ${accepted.because}` : '';
    return `| ${what} | \`${version}\` | ${ends ?? '–'} | ${afterwards}${borne} | [source](${source}), ${known} |`;
  });
  return `| what | version | ends | then | as known on |\n|---|---|---|---|---|\n${lines.join('\n')}`;
}

/** The page with its table brought up to date. @throws Error if the marks are missing */
export function withCalendar(page: string, table: string): string {
  const [before, rest] = page.split(MARKS.begin);
  const after = rest?.split(MARKS.end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/operations.md has no marks of the calendar');
  return `${before}${MARKS.begin}\n${table}\n${MARKS.end}${after}`;
}
