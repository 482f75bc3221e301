import { isDeepStrictEqual } from 'node:util';

/** The values that a variable file sets, as far as one line says it all: `name = …` in the syntax that JSON and HCL share. */
export function valuesIn(file: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [, name = '', value = ''] of file.matchAll(/^([a-z_]+) *= *("[^"]*"|\[[^\]]*\]|true|false|null|\d+)/gm))
    values.set(name, JSON.parse(value));
  return values;
}

/** The names of the variables that a Terraform file declares. */
export const declaredIn = (file: string): string[] =>
  [...file.matchAll(/^variable "([a-z_]+)"/gm)].map(([, name = '']) => name);

/**
 * Compares what Terraform merged from several files with the files themselves: the last file that names a variable wins, and no other
 * value may be lost.
 * @param files their texts, in the order in which Terraform reads them
 * @param merged the variables' values according to Terraform
 */
export function lostValues(files: readonly string[], merged: Readonly<Record<string, unknown>>): string[] {
  const expected = new Map(files.flatMap((file) => [...valuesIn(file)]));
  if (expected.size === 0) return ['the files set nothing'];
  return [...expected]
    .filter(([name, value]) => !isDeepStrictEqual(sorted(merged[name]), sorted(value)))
    .map(([name, value]) => `${name} is ${JSON.stringify(merged[name])}, not ${JSON.stringify(value)}`);
}

/** A set has no order, so sort before comparing. */
const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);

/** An expression for `terraform console` that prints the variables as one JSON object. */
export const askFor = (names: Iterable<string>): string =>
  `jsonencode({${[...names].map((name) => `${name} = var.${name}`).join(', ')}})`;

/** @returns undefined if `terraform console` printed something else */
export function answerOf(text: string): Record<string, unknown> | undefined {
  const line = text.split('\n').find((one) => one.startsWith('"{'));
  return line === undefined ? undefined : JSON.parse(JSON.parse(line));
}
