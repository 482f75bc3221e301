import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Finding } from '@enterwait/command-line/output';
import { type Alarm, keyOf } from './alarm.ts';
import { untold } from './emitted.ts';
import { EXTRA_DATAPOINTS, ringsOf } from './evaluation/evaluate.ts';
import { DAYS, type Outage, type OutageName, outagesFrom, withinOf } from './outages.ts';
import { MINUTE_S, type Recording } from './recording.ts';
import { alarmsOf, filteredMetricsOf, type Names, namesOf, type Resource } from './state.ts';
import { BEFORE_DAYS, commandsOf, DAY_MINUTES, nightsOf, quietWeek, smallThings } from './world/week.ts';
import { record } from './world/world.ts';

/** A world of hours, for figures that are reported by the minute or the hour; a world of days, if the nightly jobs matter. */
const HOURS = { begins: 120, minutes: 300, longest: 120 } as const;
const LONG = {
  begins: DAYS.before * DAY_MINUTES + 20 * 60,
  minutes: (DAYS.before + DAYS.after + 1) * DAY_MINUTES,
} as const;
/** Alarms that look back further than this know nothing in a world of hours. */
const LOOKS_BACK_S = 6 * 3600;
/** The first command after an outage begins must reveal it: at night the next one comes much later. */
const FIRST_COMMAND_S = 20;
const SOON = 10;

/** Tests the alarms of a state: a quiet week, every outage by day and by night, and whether somebody publishes what they watch. */
export async function* proveAlarms(
  size: string,
  resources: readonly Resource[],
  region: string,
): AsyncGenerator<Finding> {
  const alarms = alarmsOf(resources, region);
  const filtered = filteredMetricsOf(resources);
  const names = namesOf(resources);
  yield {
    what: `${size}: ${alarms.length} alarms, and somebody tells what each watches`,
    problems: untold(alarms, resources, filtered),
  };
  yield {
    what: `${size}: ${filtered.length} figures are made of lines that a pod logs`,
    problems: unlogged(filtered.map(({ field }) => field)),
  };

  const week = record(quietWeek(), names);
  smallThings(week, names);
  yield { what: `${size}: in a quiet week none rings`, problems: ringing(alarms, week, BEFORE_DAYS * DAY_MINUTES) };
  yield { what: `${size}: every figure is modelled`, problems: unmodelled(alarms, names, week) };

  const soon: number[] = [];
  const outages = Object.keys(outagesFrom(0)) as OutageName[];
  for (const name of outages) {
    const { finding, worst, within } = proveOutage(name, alarms, names);
    if (worst !== undefined && within <= SOON) soon.push(worst);
    yield { what: `${size}: ${finding.what}`, problems: finding.problems };
  }
  yield {
    what: `${size}: ${outages.length} outages by day and by night; of those that must ring within ${SOON} min the quickest does after ${Math.min(...soon)}, the slowest after ${Math.max(...soon)} min`,
    problems: [],
  };
}

function proveOutage(name: OutageName, alarms: readonly Alarm[], names: Names) {
  const isLong = withinOf(outagesFrom(0)[name]) > HOURS.longest;
  const world = isLong ? LONG : HOURS;
  const outage: Outage = outagesFrom(world.begins)[name];
  const watching = isLong ? alarms : alarms.filter((alarm) => alarm.period * alarm.evaluationPeriods <= LOOKS_BACK_S);
  const results = (['by day', 'at night, with one command'] as const).map((when) => {
    const commands = when === 'by day' ? commandsOf(DAYS.before + DAYS.after + 1, name) : [];
    return { when, ...firstRing(outage, watching, names, shifted(commands, isLong), world) };
  });
  const within = withinOf(outage);
  const problems = results.flatMap(({ when, minutes, inside, silent }) => [
    ...(minutes === undefined ? [`${when} nothing rings`] : []),
    ...(minutes !== undefined && minutes <= within && seenInside(outage) && inside > within
      ? [`${when} it rings within ${within} min only where it is asked from outside`]
      : []),
    ...(minutes !== undefined && minutes > within ? [`${when} it rings after ${minutes} min only`] : []),
    ...silent.map((key) => `${when} ${key} does not ring within ${within} min`),
  ]);
  const all = results.map(({ minutes }) => minutes);
  const worst = all.includes(undefined) ? undefined : Math.max(...(all as number[]));
  const first = [...new Set(results.map(({ key }) => key))].join(', ');
  const because = outage.why === undefined ? '' : ` (${outage.why})`;
  return { worst, within, finding: { what: `${name} rings after ${worst ?? '?'} min: ${first}${because}`, problems } };
}

/** A world of hours starts in the evening, when a command comes every half minute. */
const EVENING_S = 18 * 3600;
const shifted = (commands: readonly number[], isLong: boolean): number[] =>
  isLong ? [...commands] : commands.map((second) => second - EVENING_S).filter((second) => second >= 0);

const isOutside = (key: string): boolean => key.startsWith('outside-');
const seenInside = ({ rings = [] }: Outage): boolean => !rings.some(isOutside);

interface FirstRing {
  readonly minutes: number | undefined;
  readonly key: string;
  /** The same without the probes from outside, which an agency that only admits some networks does not have. */
  readonly inside: number;
  /** The alarms that had to ring in time and did not. */
  readonly silent: readonly string[];
}

/** The first alarm that rings, assuming the least favourable number of datapoints that CloudWatch may fetch. */
function firstRing(
  outage: Outage,
  alarms: readonly Alarm[],
  names: Names,
  commands: readonly number[],
  { begins, minutes }: { readonly begins: number; readonly minutes: number },
): FirstRing {
  const recording = recordOutage(outage, names, commands, { begins, minutes });
  const worst = alarms.flatMap((alarm) => {
    const rings = EXTRA_DATAPOINTS.map((extra) => ringsOf(alarm, recording, begins, extra)[0]?.minute);
    return rings.includes(undefined) ? [] : [{ key: alarm.key, minutes: Math.max(...(rings as number[])) - begins }];
  });
  const inTime = worst.filter((ring) => ring.minutes <= withinOf(outage));
  const [first] = [...worst].sort((a, b) => a.minutes - b.minutes);
  const isThere = (wanted: string) => alarms.some(({ key }) => key.startsWith(wanted));
  return {
    minutes: first?.minutes,
    inside: Math.min(...worst.filter(({ key }) => !isOutside(key)).map((ring) => ring.minutes)),
    key: first?.key ?? 'nothing',
    silent: (outage.rings ?? []).filter(
      (wanted) => isThere(wanted) && !inTime.some(({ key }) => key.startsWith(wanted)),
    ),
  };
}

function recordOutage(
  { parts = {}, nights = nightsOf(DAYS.before + DAYS.after + 1), besides }: Outage,
  names: Names,
  commands: readonly number[],
  { begins, minutes }: { readonly begins: number; readonly minutes: number },
): Recording {
  const all = [...commands, begins * MINUTE_S + FIRST_COMMAND_S]
    .filter((second) => second < minutes * MINUTE_S)
    .sort((a, b) => a - b);
  const recording = record({ minutes, commands: all, parts, nights }, names);
  besides?.(recording, names, begins);
  return recording;
}

const ringing = (alarms: readonly Alarm[], recording: Recording, from: number): string[] =>
  alarms.flatMap((alarm) =>
    EXTRA_DATAPOINTS.flatMap((extra) =>
      ringsOf(alarm, recording, from, extra).map(
        ({ minute }) => `${alarm.key} rings at minute ${minute - from} (${extra} datapoints more are fetched)`,
      ),
    ),
  );

/** Figures that neither the week nor any outage produces, so that nothing would prove their alarm. */
function unmodelled(alarms: readonly Alarm[], names: Names, week: Recording): string[] {
  const told = new Set(week.keys);
  for (const outage of Object.values<Outage>(outagesFrom(HOURS.begins))) {
    for (const key of recordOutage(outage, names, [], HOURS).keys) told.add(key);
  }
  // One example per metric is enough: a model for one table, index, rule or queue holds for all of them.
  const kinds = new Set([...told].map(kindOf));
  return alarms.flatMap(({ key, metrics }) => {
    const known = [...metrics.values()].some((metric) => kinds.has(kindOf(keyOf(metric))));
    return known ? [] : [`${key}: no model tells ${[...metrics.values()].map(keyOf).join(', ')}`];
  });
}

const kindOf = (key: string): string => key.split(' ').slice(0, 2).join(' ');

/** Fields of the pods' log lines that no source file mentions. */
function unlogged(fields: readonly string[]): string[] {
  const sources = globSync(['services/*/src/**/*.ts', 'packages/*/src/**/*.ts'], { cwd: repositoryRoot })
    .filter((file) => !file.includes('.test.'))
    .map((file) => readFileSync(join(repositoryRoot, file), 'utf8'));
  return fields.filter((field) => !sources.some((source) => new RegExp(`\\b${field}\\b\\s*[:,}]`).test(source)));
}
