import { type Place, WHERE, type Where } from '../where.ts';

/** What one kind of stack runs where both kinds run (`SPLIT=1`). */
export interface Share {
  /** Test files, relative to `tests/`. */
  readonly files: readonly string[];
  /** Matches the full names of the tests in these files that the other kind runs. */
  readonly leftOut: RegExp | undefined;
}

export type Kind = 'docker' | 'embedded';

const runsOn = (where: Where, kind: Kind): boolean => where === 'both' || where === kind;

/** The share of a kind in some folders of `tests/`. Only LocalStack leaves out single tests, so the other kind certainly runs them. */
export function shareOf(kind: Kind, folders: readonly string[], table: Readonly<Record<string, Place>> = WHERE): Share {
  const mine = Object.entries(table).filter(
    ([file, { on }]) => folders.some((folder) => file.startsWith(`${folder}/`)) && runsOn(on, kind),
  );
  const titles = kind === 'embedded' ? [] : mine.flatMap(([, { notOnDocker = {} }]) => Object.keys(notOnDocker));
  return {
    files: mine.map(([file]) => file),
    leftOut: titles.length === 0 ? undefined : new RegExp(titles.map((title) => titlePattern(title).source).join('|')),
  };
}

/** Finds a test by its title in the source: a placeholder matches anything. */
export const titlePattern = (title: string): RegExp =>
  new RegExp(
    `(?:^| )${title
      .split(/%[a-z]|\$\{[^}]*\}/)
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
  );
