import {
  boundsOfMonth,
  dayInKorea,
  koreanFormat,
  momentInKorea,
  startOfDay,
  timeInKorea,
  wireDayInKorea,
} from './korea-time.ts';

test('Korea is nine hours ahead of UTC', () => {
  expect(wireDayInKorea(new Date('2026-02-28T14:59:59Z'))).toBe('20260228');
  expect(wireDayInKorea(new Date('2026-02-28T15:00:00Z'))).toBe('20260301');
});

test('a day and a time of day are those of Korea', () => {
  const at = new Date('2025-12-31T15:00:00.007Z');
  expect([dayInKorea(at), timeInKorea(at)]).toEqual(['2026-01-01', '00:00:00.007']);
});

test('a clock in Korea tells one moment, and that moment the same clock', () => {
  const at = momentInKorea('2026-03-01T08:30:15.250');
  expect(at.toISOString()).toBe('2026-02-28T23:30:15.250Z');
  expect(`${dayInKorea(at)}T${timeInKorea(at)}`).toBe('2026-03-01T08:30:15.250');
});

test('a day begins at its midnight in Korea', () => {
  expect(startOfDay('2026-03-01').toISOString()).toBe('2026-02-28T15:00:00.000Z');
});

test.each([
  ['2026-02', '2026-01-31T15:00:00.000Z', '2026-02-28T15:00:00.000Z'],
  ['2026-12', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z'],
])('the month %s ends where the next one begins', (month, from, to) => {
  expect(boundsOfMonth(month)).toEqual({ from: new Date(from), to: new Date(to) });
});

test('what people read is in the time of Korea, wherever it is written', () => {
  const at = new Date('2026-02-28T15:00:00Z');
  expect(koreanFormat({ dateStyle: 'short' }).format(at)).toBe('26. 3. 1.');
});
