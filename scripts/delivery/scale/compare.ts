import { isDeepStrictEqual } from 'node:util';
import type { Finding, Reporter } from '@enterwait/command-line/output';
import type { Size } from '../chart/check.ts';
import { planOf } from '../cloud/planned.ts';
import { type Inventory, inventoryOf, readInventory } from './inventory.ts';

/** Whether the inventory behind the costs still matches what Terraform would create for a size. */
export async function compareInventory(size: Size, log: Reporter, signal: AbortSignal): Promise<Finding> {
  const planned = inventoryOf(await log.step(`${size}: plan for the costs`, () => planOf(size, signal)));
  return {
    what: `${size}: the costs are those of ${Object.keys(planned.resources).length} types of resources as planned`,
    problems: differences(readInventory()[size], planned),
  };
}

/** The differences by name, so that nobody has to compare two inventories by eye. */
export function differences(kept: Inventory, planned: Inventory): string[] {
  const flat = ({ resources, ...rest }: Inventory): Record<string, unknown> => ({ ...rest, ...resources });
  const [before, now] = [flat(kept), flat(planned)];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => !isDeepStrictEqual(before[name], now[name]))
    .map((name) => `${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(now[name])}: make scale`);
}
