import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

/** The text of a file of this repository, by its path from the root. */
export const sourceOf = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

const STATEMENT = /^(?:import|export)\s[^;]*?from '([^']+)';$/gm;

/** The code of a file without its imports. */
export const codeOf = (file: string): string => sourceOf(file).replaceAll(STATEMENT, '');

/** The files that a file imports, types included. The exports of a package's entry count as imported by whoever uses the entry. */
export function importsOf(file: string): Set<string> {
  const direct = [...sourceOf(file).matchAll(STATEMENT)].flatMap(([, name = '']) => resolve(file, name) ?? []);
  return new Set(direct.flatMap((one) => (one.endsWith('/index.ts') ? [one, ...importsOf(one)] : [one])));
}

/** Undefined for a third-party package. */
function resolve(file: string, name: string): string | undefined {
  if (name.startsWith('.')) return normalize(join(dirname(file), name));
  const [, unit, door = ''] = /^@enterwait\/([^/]+)(\/.*)?$/.exec(name) ?? [];
  if (unit === undefined) return undefined;
  const { exports } = JSON.parse(sourceOf(`packages/${unit}/package.json`)) as { exports: Record<string, string> };
  const target = exports[`.${door}`];
  if (target === undefined) throw new Error(`${file}: ${name} is no door`);
  return normalize(`packages/${unit}/${target}`);
}
