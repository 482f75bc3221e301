import { z } from 'zod';

/** The log of one part: its name and what it wrote. */
export interface PartLog {
  readonly part: string;
  readonly lines: readonly string[];
}

/** One line about a trace. */
export interface TraceLine {
  /** ISO 8601; empty if the line has no time. */
  readonly at: string;
  readonly part: string;
  readonly text: string;
}

const TRACE_ID = /^[0-9a-f]{32}$/;
const doneSchema = z.array(z.looseObject({ trace: z.string().optional() }));

/**
 * Extracts the trace id from what a person has at hand: the id itself, or the whole `traceparent` of an answer. Undefined if it is neither.
 */
export const traceIdIn = (text: string): string | undefined =>
  [text, text.slice(3, 35)].map((one) => one.toLowerCase()).find((one) => TRACE_ID.test(one));

/**
 * Every line of a trace, from all parts, in order of time. A Lambda logs a whole batch in one line; of its `done` list, only the entries
 * that belong to the trace are shown.
 */
export function linesOfTrace(logs: readonly PartLog[], trace: string): TraceLine[] {
  return logs
    .flatMap(({ part, lines }) =>
      lines.filter((line) => line.includes(trace)).map((line): TraceLine => ({ part, ...shortened(line, trace) })),
    )
    .sort((one, other) => one.at.localeCompare(other.at));
}

function shortened(line: string, trace: string): { at: string; text: string } {
  const start = line.indexOf('{');
  const json = start === -1 ? undefined : parsed(line.slice(start));
  if (json === undefined) return { at: '', text: line.trim() };
  const time = json.time ?? json.timestamp;
  const at = new Date(typeof time === 'string' || typeof time === 'number' ? time : Number.NaN);
  const done = doneSchema.safeParse(json.done);
  const mine = done.success ? { ...json, done: done.data.filter((one) => one.trace === trace) } : json;
  return { at: Number.isNaN(at.getTime()) ? '' : at.toISOString(), text: JSON.stringify(mine) };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
