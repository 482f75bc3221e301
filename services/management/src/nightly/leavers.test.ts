import { ConfigError } from '@enterwait/http/config';
import { leaversErasedOnly, tell } from './leavers.ts';

const NOW = new Date('2026-11-27T17:30:00Z');

test('without the word the service starts, with it everything must be given', async () => {
  await expect(leaversErasedOnly(['node', 'main.mjs'], {})).resolves.toBe(false);
  await expect(leaversErasedOnly(['node', 'main.mjs', 'leavers'], {})).rejects.toThrow(ConfigError);
  await expect(leaversErasedOnly(['node', 'main.mjs', 'leavers'], {})).rejects.toThrow(/ENTERWAIT_DB_PASSWORD/);
});

/** The fields of a run's only log line. */
function lineOf(run: Parameters<typeof tell>[0]): Record<string, unknown> {
  const lines: Record<string, unknown>[] = [];
  const logger = { info: (fields: Record<string, unknown>) => lines.push(fields) };
  tell(run, NOW, logger as unknown as Parameters<typeof tell>[2]);
  expect(lines).toHaveLength(1);
  return lines[0] ?? {};
}

test('the last line says how long the first one has been waiting, and counts by code', () => {
  const line = lineOf({
    erased: [],
    later: [
      { code: 'IN_FLIGHT', leftAt: new Date('2026-11-27T08:00:00Z') },
      { code: 'DEAD_LETTERS', leftAt: new Date('2026-11-25T14:15:00Z') },
      { code: 'IN_FLIGHT', leftAt: new Date('2026-11-27T17:00:00Z') },
    ],
  });
  expect(line).toEqual({
    leaverAgeHours: 51.3,
    erased: 0,
    applications: 0,
    later: 3,
    codes: { IN_FLIGHT: 2, DEAD_LETTERS: 1 },
  });
});

test('where all were erased nobody waits, and no id is told', () => {
  const erasure = {
    dryRun: false,
    applications: ['202403150000001N00001', '202403150000001N00002'],
    cancelled: [],
    places: [],
    children: 1,
    accounts: 1,
    mails: 'none',
    traceId: 'a'.repeat(32),
  } as const;
  expect(lineOf({ erased: [erasure], later: [] })).toEqual({
    leaverAgeHours: 0,
    erased: 1,
    applications: 2,
    later: 0,
    codes: {},
  });
});
