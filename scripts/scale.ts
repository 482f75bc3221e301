import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../localstack/paths.ts';
import { runCli } from './lib/cli.ts';
import { renderScale } from './lib/scale/render.ts';
import { measureSizes } from './lib/scale/sizes.ts';

/** `make scale`: computes cost and limits of every hop, prints them and writes docs/scale.md. */
await runCli(async () => {
  const text = renderScale(await measureSizes());
  writeFileSync(join(repositoryRoot, 'docs/scale.md'), text);
  console.log(text);
  return 0;
});
