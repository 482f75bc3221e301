import { isDeepStrictEqual } from 'node:util';

/** What a file of values sets, as far as a line of it says all: `name = …` in what JSON and HCL have in common. */
export function valuesIn(file: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [, name = '', value = ''] of file.matchAll(/^([a-z_]+) *= *("[^"]*"|\[[^\]]*\]|true|false|null|\d+)/gm))
    values.set(name, JSON.parse(value));
  return values;
}

/** The names of the variables that a file of Terraform declares. */
export const declaredIn = (file: string): string[] =>
  [...file.matchAll(/^variable "([a-z_]+)"/gm)].map(([, name = '']) => name);

/**
 * Holds what Terraform made of several files to what they say: of each variable the last one that names it, and nothing else is lost.
 * @param files their texts, in the order in which Terraform reads them
 * @param merged what Terraform says the variables are
 */
export function lostValues(files: readonly string[], merged: Readonly<Record<string, unknown>>): string[] {
  const expected = new Map(files.flatMap((file) => [...valuesIn(file)]));
  if (expected.size === 0) return ['the files set nothing'];
  return [...expected]
    .filter(([name, value]) => !isDeepStrictEqual(sorted(merged[name]), sorted(value)))
    .map(([name, value]) => `${name} is ${JSON.stringify(merged[name])}, not ${JSON.stringify(value)}`);
}

/** A set has no order. */
const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);

/** For `terraform console`: the variables as one JSON. */
export const askFor = (names: Iterable<string>): string =>
  `jsonencode({${[...names].map((name) => `${name} = var.${name}`).join(', ')}})`;

/** @returns undefined where `terraform console` said something else */
export function answerOf(text: string): Record<string, unknown> | undefined {
  const line = text.split('\n').find((one) => one.startsWith('"{'));
  return line === undefined ? undefined : JSON.parse(JSON.parse(line));
}
