import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { consoleReporter } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { planOf } from './delivery/cloud/planned.ts';
import { renderCost, withCost } from './delivery/cost/render.ts';
import { INVENTORY_FILE, inventoryOf } from './delivery/scale/inventory.ts';
import { renderScale } from './delivery/scale/render.ts';
import { measureSizes } from './delivery/scale/sizes.ts';

const COST_PAGE = join(repositoryRoot, 'docs/aws.md');

/**
 * `make scale`: plans both sizes on an emulator, counts what costs money, computes the cost and the limits of every hop, prints them, and
 * writes docs/scale.md and the table in docs/aws.md.
 */
await runCli(async (signal) => {
  const log = consoleReporter();
  const counted = async (size: 'small' | 'production') =>
    inventoryOf(await log.step(`${size}: terraform plan`, () => planOf(size, signal)));
  const inventories = { small: await counted('small'), production: await counted('production') };
  writeFileSync(INVENTORY_FILE, `${JSON.stringify(inventories, null, 2)}\n`);

  const sizes = await measureSizes();
  const text = renderScale(sizes, inventories);
  const table = renderCost(inventories, sizes);
  writeFileSync(join(repositoryRoot, 'docs/scale.md'), text);
  writeFileSync(COST_PAGE, withCost(readFileSync(COST_PAGE, 'utf8'), table));
  console.log(`${table}\n\n${text}`);
  return 0;
});
