import type { Finding } from '@enterwait/command-line/output';
import type { Arrow, Imports, Unit } from './imports.ts';

/** One finding for each rule, including those that dependency-cruiser has no rule for. */
export function boundaryFindings(imports: Imports): Finding[] {
  return [
    ...imports.rules.map(({ name, comment }) => {
      const broken = imports.violations.filter(({ rule }) => rule.name === name);
      const problems = broken.map(({ from, to, unresolvedTo, cycle }) =>
        [
          from,
          ...(cycle?.map((file) => file.name) ?? [unresolvedTo === undefined ? to : `${to} (${unresolvedTo})`]),
        ].join(' → '),
      );
      return { what: name, problems: problems.length === 0 ? [] : [...problems, comment] };
    }),
    { what: 'every package that is used is named in package.json', problems: undeclared(imports) },
    { what: 'no package is named in package.json and not used', problems: unused(imports) },
    { what: 'types are imported by a statement', problems: imports.hidden },
    { what: 'no circle of packages', problems: circles(imports.arrows) },
  ];
}

function undeclared({ units, arrows }: Imports): string[] {
  return arrows.flatMap(({ from, to, file, inTests }) => {
    const { dependencies, devDependencies } = units.find(({ folder }) => folder === from) ?? NOTHING;
    const name = units.find(({ folder }) => folder === to)?.name ?? to;
    if (dependencies.includes(name) || (inTests && devDependencies.includes(name))) return [];
    return [
      `${file}: ${name} is not among the ${inTests ? 'devDependencies' : 'dependencies'} of ${from}/package.json`,
    ];
  });
}
const NOTHING: Pick<Unit, 'dependencies' | 'devDependencies'> = { dependencies: [], devDependencies: [] };

function unused({ units, arrows }: Imports): string[] {
  const ours = new Map(units.map(({ name, folder }) => [name, folder]));
  return units.flatMap(({ folder, dependencies, devDependencies }) => {
    const used = (name: string, alsoInTests: boolean): boolean =>
      arrows.some(({ from, to, inTests }) => from === folder && to === ours.get(name) && (alsoInTests || !inTests));
    return [
      ...dependencies.filter((name) => ours.has(name) && !used(name, false)),
      ...devDependencies.filter((name) => ours.has(name) && !used(name, true)),
    ].map((name) => `${folder}/package.json: ${name}`);
  });
}

/** Cycles in delivered code: tests may use a package that is built on theirs. */
function circles(arrows: readonly Arrow[]): string[] {
  const uses = usesOf(arrows);
  const found = new Map<string, string>();
  const follow = (path: readonly string[]): void => {
    for (const next of uses.get(path.at(-1) ?? '') ?? []) {
      const start = path.indexOf(next);
      if (start < 0) follow([...path, next]);
      else found.set([...path.slice(start)].sort().join(), [...path.slice(start), next].join(' → '));
    }
  };
  for (const from of uses.keys()) follow([from]);
  return [...found.values()];
}

/** What each unit uses of others, without its tests; both by folder, in order. */
export function usesOf(arrows: readonly Arrow[]): Map<string, string[]> {
  const uses = new Map<string, Set<string>>();
  for (const { from, to, inTests } of arrows) {
    if (!inTests) uses.set(from, (uses.get(from) ?? new Set()).add(to));
  }
  return new Map([...uses].sort().map(([from, to]) => [from, [...to].sort()]));
}
