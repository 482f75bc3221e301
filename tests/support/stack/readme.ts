import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

export const READMES = ['README.md', 'README.ko.md'] as const;
export type Readme = (typeof READMES)[number];

export const textOf = (readme: Readme): string => readFileSync(join(repositoryRoot, readme), 'utf8');

/** The blocks that a reader can paste into a shell. */
export const blocksOf = (readme: Readme): string[] =>
  [...textOf(readme).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? '');

/** Which test runs a block, by the beginning of the block, or why none does. tests/repository/readme.test.ts fails for a missing one. */
export const BLOCKS = {
  start: { begins: 'make up\n', run: 'tests/machines/stacks/readme.test.ts, without `make test`: it is what runs' },
  application: { begins: 'eval "$(make -s env)"\n', run: 'tests/integration/stack/readme.test.ts' },
  leave: { begins: 'curl -iw \'\\n\' "$NURSERY_URL/nursery/leave"', run: 'tests/integration/stack/readme.test.ts' },
  rehearsal: { begins: 'make plan ENV=small\n', run: 'no test: `make plan` in .github/workflows/checks.yml' },
  aws: { begins: 'export TARGET=aws ', run: 'no test: it needs an account of AWS' },
} as const;

/** @throws if the README has no such block, or more than one */
export function blockOf(readme: Readme, name: keyof typeof BLOCKS): string {
  const found = blocksOf(readme).filter((block) => block.startsWith(BLOCKS[name].begins));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${readme}: ${found.length} blocks “${name}”`);
  return found[0];
}

/** The commands of the table, as they are written there: `make up`, `make logs PART=nursery`. */
export const commandsOf = (readme: Readme): string[] =>
  [...textOf(readme).matchAll(/^\| (`make .*?`) \|/gm)].flatMap(([, cell]) =>
    [...(cell ?? '').matchAll(/`(make [^`]+)`/g)].map(([, command]) => command ?? ''),
  );
