import { jest } from '@jest/globals';
import { anOutboxRow } from '../../../../tests/support/commands/samples.ts';
import { createHandOver } from './hand-over.ts';

const NOW = new Date('2026-03-02T00:00:00.000Z');

describe('what a process hands over to its own relay', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  test('comes out once, the oldest first, no more than a batch', () => {
    const handOver = createHandOver(() => {});
    for (const id of [1, 2, 3]) handOver.put(anOutboxRow(id));
    expect([handOver.take(2), handOver.take(2), handOver.take(2)].map((rows) => rows.map(({ id }) => id))).toEqual([
      [1, 2],
      [3],
      [],
    ]);
  });

  test('is left to others well before its claim ends', () => {
    const handOver = createHandOver(() => {});
    const claimedFor = (handOver.claim(NOW)?.getTime() ?? 0) - NOW.getTime();
    handOver.put(anOutboxRow(1));
    now = claimedFor - 1_000;
    handOver.put(anOutboxRow(2));
    expect(handOver.take(10)).toEqual([anOutboxRow(2)]);
    expect(claimedFor).toBeLessThanOrEqual(60_000);
  });

  test('is not more than a relay that stands still may hold: the rest is found in the database', () => {
    const handOver = createHandOver(() => {});
    let put = 0;
    for (; put < 10_000 && handOver.claim(NOW) !== undefined; put += 1) handOver.put(anOutboxRow(put));
    expect(put).toBeLessThan(10_000);
    handOver.take(10);
    expect(handOver.claim(NOW)).toBeDefined();
  });
});
