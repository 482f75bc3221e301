import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../localstack/paths.ts';
import { fixedCost, sumOf, variableCost } from './cost.ts';
import { ratesOf } from './rates.ts';
import { renderScale } from './render.ts';
import { itemBytes, measureSizes } from './sizes.ts';

test('docs/scale.md is what make scale writes', async () => {
  const written = readFileSync(join(repositoryRoot, 'docs/scale.md'), 'utf8');
  expect(written).toBe(renderScale(await measureSizes()));
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
  expect(sumOf(fixedCost('production'))).toBeGreaterThan(sumOf(fixedCost('small')));
});

test('the narrowest hop stands first', async () => {
  const rates = ratesOf('production', await measureSizes()).map(({ rate }) => rate);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
});
