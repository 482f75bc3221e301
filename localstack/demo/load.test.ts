import { percentile } from './load.ts';

test('percentiles are taken by nearest rank, whatever the order', () => {
  expect(percentile([5, 1, 3, 2, 4], 0.5)).toBe(3);
  expect(
    percentile(
      [...Array(100).keys()].map((at) => at + 1),
      0.95,
    ),
  ).toBe(95);
  expect(percentile([7], 0.95)).toBe(7);
});
