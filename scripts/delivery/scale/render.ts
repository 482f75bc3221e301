import type { Size } from '../chart/check.ts';
import { sumOf, variableCost } from '../cost/cost.ts';
import prices from '../cost/prices.json' with { type: 'json' };
import { type Hop, ratesOf } from '../cost/rates.ts';
import { type Inventories, standingCost } from '../cost/render.ts';
import { ASSUMED } from './assumptions.ts';
import { podsOfAService } from './nodes.ts';
import type { Sizes } from './sizes.ts';

const SCALES = [
  { applications: 10_000, size: 'small' },
  { applications: 100_000, size: 'small' },
  { applications: 1_000_000, size: 'production' },
] as const satisfies readonly { applications: number; size: Size }[];
const SECONDS_A_MONTH = 30 * 24 * 3600;

const usd = (value: number): string => (value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US'));
const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The whole of docs/scale.md. Pure: the same prices, assumptions and code give the same text. */
export function renderScale(sizes: Sizes, inventories: Inventories): string {
  const costs = SCALES.map(({ applications }) => variableCost(applications, sizes));
  const hops = costs[0]?.map(({ hop }) => hop) ?? [];
  const ratesFor = (size: Size): Hop[] =>
    ratesOf(size, sizes, { pods: podsOfAService(size), deliveryBatches: inventories[size].deliveryBatches });
  const rates = { small: ratesFor('small'), production: ratesFor('production') };
  const standing = (size: Size) => sumOf(standingCost(size, inventories));
  const floor = (size: Size) => rates[size].find(({ hop }) => hop !== 'SES');
  return `<!-- Written by make scale (scripts/scale.ts). Change scripts/delivery/scale, not this page. -->
# Scale: what every hop costs and carries

Prices: ${prices.region}, ${prices.currency}, ${prices.as_of}. ${prices.source}
(\`scripts/delivery/cost/prices.json\`). Sizes are measured: the code that writes messages and items writes one, and its bytes are counted.
Rates and times are assumptions, not measured in AWS (\`scripts/delivery/scale/assumptions.ts\`).

## What one command is

${row('', 'bytes')}
|---|---:|
${row('command in `IntegrateEventQueue`', count(sizes.command))}
${row('judged event on the bus and in the queues behind it', count(sizes.event))}
${row('EVENT item', count(sizes.eventItem))}
${row('STATE item, with the keys of its indexes', count(sizes.stateItem))}

The first Request of an application takes ${sizes.firstWrites} write units (two items, twice for the transaction; seven indexes), every later command
${sizes.laterWrites} (five indexes move by time: a removal and an entry each). One application is ${ASSUMED.commandsPerApplication} commands: the Request, one decision, one in five
withdrawn or asked again. Every command causes one event, two deliveries and one mail.

## What a month costs (USD)

${row('applications a month', ...SCALES.map(({ applications }) => count(applications)))}
|---|${SCALES.map(() => '---:|').join('')}
${hops.map((hop, index) => row(hop, ...costs.map((lines) => usd(lines[index]?.usd ?? 0)))).join('\n')}
${row('**grows with applications**', ...costs.map((lines) => `**${usd(sumOf(lines))}**`))}
${row('fixed costs', ...SCALES.map(({ size }) => `${usd(standing(size))} (${size})`))}
${row('**together**', ...SCALES.map(({ size }, index) => `**${usd(sumOf(costs[index] ?? []) + standing(size))}**`))}
${row('per application', ...SCALES.map(({ size, applications }, index) => ((sumOf(costs[index] ?? []) + standing(size)) / applications).toFixed(4)))}

Idle queues cost too: Lambda polls each of the four ${count(ASSUMED.emptyReceivesPerQueueMonth)} times a month. Applications are kept for ${ASSUMED.monthsKept} months.
[aws.md](aws.md#what-it-costs-roughly) lists the fixed costs line by line.

## What every hop carries (commands a second, for ever)

${(['small', 'production'] as const)
  .map(
    (size) => `### \`${size}\`

${row('hop', 'a second', 'because', 'what to change then')}
|---|---:|---|---|
${rates[size].map(({ hop, rate, because, remedy, waits }) => row(`${hop}${waits ? '' : ' (refuses)'}`, count(rate), because, remedy)).join('\n')}`,
  )
  .join('\n\n')}

## What saturates first

- **Mail**, at ${count(rates.small[0]?.rate ?? 0)} commands a second: with the mail quota of a new account, this is the highest sustained rate of all. A higher rate loses nothing for a
  while: mails wait in \`SendEmailQueue\` for up to four days, which is ${count((rates.small[0]?.rate ?? 0) * 4 * 24 * 3600)} mails, and nothing else waits for a mail.
- Once AWS has raised that quota, \`small\`: **${floor('small')?.hop}**, ${count(floor('small')?.rate ?? 0)} a second; \`production\`: **${floor('production')?.hop}**,
  ${count(floor('production')?.rate ?? 0)} a second. Commands above that rate wait in the hop before, and pages show them as 처리 중. Only the databases make people wait for a page.

${row('applications a month', 'commands a second, mean', `the busiest second (× ${ASSUMED.peak})`, 'size', 'carried')}
|---:|---:|---:|---|---|
${SCALES.map(({ applications, size }) => carried(applications, size, floor(size)?.rate ?? 0)).join('\n')}
`;
}

function carried(applications: number, size: Size, rate: number): string {
  const mean = (applications * ASSUMED.commandsPerApplication) / SECONDS_A_MONTH;
  const busiest = mean * ASSUMED.peak;
  const verdict =
    busiest <= rate
      ? `yes, ${count(rate / busiest)} times over`
      : `late in the busiest second: ${count(rate)} a second`;
  return row(count(applications), mean.toFixed(3), busiest.toFixed(1), size, verdict);
}
