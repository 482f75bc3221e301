import { usesOf } from './check.ts';
import { type Imports, PRODUCT } from './imports.ts';

export const DRAWING_PAGE = 'docs/architecture.md';

const BEGIN = '<!-- made by `make architecture` -->';
const END = '<!-- end -->';

const TITLES = { services: 'Services', lambdas: 'Functions', packages: 'Packages' } as const;

/** Puts the drawing into a page, between its marks. @throws Error when the page has no place for it */
export function withDrawing(page: string, drawing: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`${DRAWING_PAGE}: \`${BEGIN}\` and \`${END}\` are missing`);
  return `${page.slice(0, from)}${BEGIN}\n\n${drawing}\n${page.slice(to)}`;
}

/**
 * Services, functions and packages, and their dependencies. An arrow that a longer path already implies is left out: every package
 * depends on `domain`, and drawing that each time would hide the rest.
 */
export function draw({ units, arrows }: Pick<Imports, 'units' | 'arrows'>): string {
  const uses = withoutShortcuts(usesOf(arrows));
  const groups = PRODUCT.map((group) => {
    const members = units.filter(({ folder }) => folder.startsWith(`${group}/`));
    const lines = members.map(({ folder }) => `    ${idOf(folder)}["${folder.split('/')[1]}"]`);
    return [`  subgraph ${group}["${TITLES[group]}"]`, ...lines, '  end'].join('\n');
  });
  const lines = [...uses].flatMap(([from, to]) => to.map((one) => `  ${idOf(from)} --> ${idOf(one)}`));
  return ['```mermaid', 'flowchart TD', ...groups, ...lines, '```', ''].join('\n');
}

/** Mermaid gives a hyphen or a slash in a name a meaning of its own. */
const idOf = (folder: string): string => folder.replaceAll(/\W/g, '_');

function withoutShortcuts(uses: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    return (uses.get(from) ?? []).some((next) => next === to || reaches(next, to, seen));
  };
  return new Map(
    [...uses].map(([from, to]) => [
      from,
      to.filter((one) => !to.some((other) => other !== one && reaches(other, one))),
    ]),
  );
}
