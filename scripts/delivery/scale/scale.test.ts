import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { SIZES } from '../chart/check.ts';
import { chartArchitecture, chartValues } from '../chart/values.ts';
import { sumOf, variableCost } from '../cost/cost.ts';
import { ratesOf } from '../cost/rates.ts';
import { COST_MARKS, renderCost, standingCost, withCost } from '../cost/render.ts';
import { platformOf } from '../images/images.ts';
import { differences } from './compare.ts';
import { readInventory } from './inventory.ts';
import { nodesFor, nodesOf, roomOf } from './nodes.ts';
import { renderScale } from './render.ts';
import { itemBytes, measureSizes } from './sizes.ts';
import { fixedCost } from './standing.ts';

const inventories = readInventory();
const page = (name: string): string => readFileSync(join(repositoryRoot, 'docs', name), 'utf8');
const dollars = (text: string): number[] =>
  [...text.matchAll(/\*\*([\d,]+)\*\*/g)].map(([, n]) => Number(n?.replace(',', '')));

test('docs/scale.md is what make scale writes', async () => {
  expect(page('scale.md')).toBe(renderScale(await measureSizes(), inventories));
});

test('the costs in docs/aws.md are what make scale writes', async () => {
  expect(page('aws.md')).toBe(withCost(page('aws.md'), renderCost(inventories, await measureSizes())));
});

test('both pages tell the same sums', () => {
  const [small, production] = dollars(page('aws.md').split(COST_MARKS.begin)[1] ?? '');
  const together = /^\| \*\*together\*\* .*$/m.exec(page('scale.md'))?.[0] ?? '';
  const [few, , many] = dollars(together);
  expect([few, many]).toEqual([small, production]);
});

test('items are counted as DynamoDB counts them', () => {
  expect(itemBytes('김')).toBe(3);
  expect(itemBytes(123)).toBe(3);
  expect(itemBytes({ a: 'bc', n: null })).toBe(3 + 1 + 3 + 1 + 2);
  expect(itemBytes(['a', 'b'])).toBe(3 + 4);
});

test('a command is about a kilobyte, and an item is more than its event', async () => {
  const sizes = await measureSizes();
  expect(sizes.command).toBeGreaterThan(500);
  expect(sizes.event).toBeLessThan(64 * 1024);
  expect(sizes.stateItem).toBeGreaterThan(500);
  expect(sizes.laterWrites).toBeGreaterThanOrEqual(14);
});

test('ten times the applications cost no more than ten times as much, and more than they did', async () => {
  const sizes = await measureSizes();
  const [few, many] = [10_000, 100_000].map((applications) => sumOf(variableCost(applications, sizes)));
  expect(many).toBeGreaterThan(few ?? 0);
  expect(many).toBeLessThanOrEqual(10 * (few ?? 0));
  expect(sumOf(standingCost('production', inventories))).toBeGreaterThan(sumOf(standingCost('small', inventories)));
});

test('the narrowest hop stands first', async () => {
  const rates = ratesOf('production', await measureSizes(), { pods: 3, deliveryBatches: 20 }).map(({ rate }) => rate);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
});

test('chart, images and nodes are of one processor', () => {
  expect(platformOf({})).toBe(`linux/${chartArchitecture()}`);
  expect(platformOf({ PLATFORM: 'linux/arm64' })).toBe('linux/arm64');
  for (const size of SIZES) expect(nodesOf(size).architecture).toBe(chartArchitecture());
});

test('a processor that the built-in pools of Auto Mode have not is not priced', () => {
  const nodes = { ...nodesOf('small'), architecture: 'arm64' as const };
  expect(() => fixedCost(inventories.small, nodes)).toThrow(/arm64/);
});

test('a resource that nobody has thought a price of is no free one', () => {
  const resources = { ...inventories.small.resources, aws_redshift_cluster: 1 };
  expect(() => fixedCost({ ...inventories.small, resources }, nodesOf('small'))).toThrow(/aws_redshift_cluster/);
});

test('an instance class without a price is refused', () => {
  const databases = inventories.small.databases.map((database) => ({ ...database, instanceClass: 'db.r9g.huge' }));
  expect(() => fixedCost({ ...inventories.small, databases }, nodesOf('small'))).toThrow(/db\.r9g\.huge/);
});

test('addresses, disks of nodes, endpoints and logs are counted', () => {
  const quantity = (size: 'small' | 'production', hop: RegExp) =>
    standingCost(size, inventories).find((line) => hop.test(line.hop))?.quantity;
  const { small } = inventories;
  expect(quantity('small', /IPv4/)).toBe(String((small.resources.aws_eip ?? 0) + small.loadBalancerZones));
  expect(quantity('production', /Disks/)).toBe(`${nodesOf('production').count} × 80 GB`);
  for (const size of SIZES)
    for (const hop of [/control plane/, /Public IPv4/, /Disks/, /Alarms/, /Keys/])
      expect(standingCost(size, inventories).find((line) => hop.test(line.hop))?.usd).toBeGreaterThan(0);
});

test('nodes grow with what the pods ask for, and stand apart as the chart wants them', () => {
  const values = chartValues('production');
  expect(nodesFor(values).count).toBe(3);
  const service = values.services.enterwait;
  if (service === undefined) throw new Error('no enterwait');
  const resources = { requests: { cpu: '1500m', memory: '512Mi' } };
  const hungry = { ...values, services: { ...values.services, enterwait: { ...service, resources } } };
  expect(nodesFor(hungry).count).toBeGreaterThan(3);
  expect(roomOf({ cpu: '2', memory: '1Gi' })).toEqual({ cpu: 2, memoryMb: 1024 });
});

test('a plan that differs from the kept inventory is told by name', () => {
  const { small } = inventories;
  expect(differences(small, small)).toEqual([]);
  const changed = { ...small, alarmMetrics: 60, resources: { ...small.resources, aws_sqs_queue: 10 } };
  expect(differences(small, changed)).toEqual([
    expect.stringMatching(/^alarmMetrics: \d+ → 60/),
    expect.stringMatching(/^aws_sqs_queue: \d+ → 10/),
  ]);
});
