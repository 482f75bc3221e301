import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { type Finding, tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { boundaryFindings } from '../tests/repository/boundaries/check.ts';
import { DRAWING_PAGE, draw, withDrawing } from '../tests/repository/boundaries/drawing.ts';
import { readImports } from '../tests/repository/boundaries/imports.ts';

/**
 * Part of `make lint`: checks that every import stays within the boundaries, and that docs/architecture.md shows them as they are.
 * `make architecture` redraws them.
 */
await runCli(() => (process.argv[2] === 'draw' ? redraw() : tellFindings(() => Promise.resolve(findings()))));

async function redraw(): Promise<number> {
  const file = join(repositoryRoot, DRAWING_PAGE);
  writeFileSync(file, withDrawing(readFileSync(file, 'utf8'), draw(await readImports())));
  console.log(DRAWING_PAGE);
  return 0;
}

async function* findings(): AsyncGenerator<Finding> {
  const imports = await readImports();
  yield* boundaryFindings(imports);
  const page = readFileSync(join(repositoryRoot, DRAWING_PAGE), 'utf8');
  const problems = withDrawing(page, draw(imports)) === page ? [] : ['→ make architecture'];
  yield { what: `${DRAWING_PAGE} shows the packages as they are`, problems };
}
