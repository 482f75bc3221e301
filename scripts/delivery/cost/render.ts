import type { Size } from '../chart/check.ts';
import type { Inventory } from '../scale/inventory.ts';
import { nodesOf } from '../scale/nodes.ts';
import type { Sizes } from '../scale/sizes.ts';
import { fixedCost, type StandingLine } from '../scale/standing.ts';
import { sumOf, variableCost } from './cost.ts';
import prices from './prices.json' with { type: 'json' };

export type Inventories = Readonly<Record<Size, Inventory>>;

/** Marks the place of the table in docs/aws.md. */
export const COST_MARKS = {
  begin: '<!-- cost: written by make scale, from scripts/delivery/cost -->',
  end: '<!-- /cost -->',
} as const;

export const standingCost = (size: Size, inventories: Inventories): StandingLine[] =>
  fixedCost(inventories[size], nodesOf(size));

/** Applications per month for which each size's cost is shown. */
const APPLICATIONS = { small: 10_000, production: 1_000_000 } as const satisfies Record<Size, number>;

/** What each size costs per month, line by line. Pure: the same prices, inventory and chart give the same text. */
export function renderCost(inventories: Inventories, sizes: Sizes): string {
  const small = standingCost('small', inventories);
  const production = standingCost('production', inventories);
  const lines = production.map((line, at) => {
    const other = small[at];
    if (other?.hop !== line.hop) throw new Error(`the sizes have different lines: ${other?.hop}, ${line.hop}`);
    return row(line.hop, other.quantity, dollars(other.usd), line.quantity, dollars(line.usd));
  });
  const pipeline = (size: Size) => sumOf(variableCost(APPLICATIONS[size], sizes));
  const total = (size: Size) => sumOf(standingCost(size, inventories)) + pipeline(size);
  const { architecture } = nodesOf('small');
  return `List prices of ${prices.region}, ${prices.currency}, ${prices.as_of}. ${prices.source}
(\`scripts/delivery/cost/prices.json\` names the pages). Quantities are counted in Terraform's own plan of a size with
\`env/agency.tfvars.example\` (\`make scale\` plans; \`make test ONLY=cloud\` plans again and compares). Nodes are counted from the requests of the chart's pods.
Traffic and logs are assumed (\`scripts/delivery/scale/assumptions.ts\`). The sums rise with use: this is a quiet month.

${row('USD a month', 'small', '', 'production', '')}
|---|---|---:|---|---:|
${lines.join('\n')}
${row('Pipeline, mail, traffic out', `${count(APPLICATIONS.small)} applications`, dollars(pipeline('small')), `${count(APPLICATIONS.production)} applications`, dollars(pipeline('production')))}
${row('**together**', '', `**${dollars(total('small'))}**`, '', `**${dollars(total('production'))}**`)}

Nodes are ${architecture}: the images are built for it (\`architecture\` of the chart), and Auto Mode's built-in pool \`general-purpose\` has nothing else. The
functions are ${inventories.small.functionArchitecture} (\`architecture\` of the size files), because they run on either. Not included: support, the agency's own zone and account baseline
(CloudTrail, GuardDuty, Config: [agency.md](agency.md)), restores, and growth of databases and logs with use. [scale.md](scale.md) computes what an application costs.`;
}

/** The page with its table brought up to date. @throws Error if the marks are missing */
export function withCost(page: string, table: string): string {
  const [before, rest] = page.split(COST_MARKS.begin);
  const after = rest?.split(COST_MARKS.end)[1];
  if (before === undefined || after === undefined) throw new Error('docs/aws.md has no marks of the cost table');
  return `${before}${COST_MARKS.begin}\n${table}\n${COST_MARKS.end}${after}`;
}

const dollars = (value: number): string => {
  if (value === 0) return '–';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US');
};
const count = (value: number): string => value.toLocaleString('en-US');
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
