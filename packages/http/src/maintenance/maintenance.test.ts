import type { Pool } from '../database/database.ts';
import { createMaintenanceMode, type MaintenanceTables, refuseDuringMaintenance } from './maintenance.ts';

const maintenance = (closed: boolean): MaintenanceTables => ({ isUnderMaintenance: async () => closed });

test('closed doors refuse with a code, in both languages', async () => {
  await expect(refuseDuringMaintenance(maintenance(false))).resolves.toBeUndefined();
  await expect(refuseDuringMaintenance(maintenance(true))).rejects.toMatchObject({
    status: 503,
    code: 'maintenance',
    title: expect.stringMatching(/점검.* \/ closed/),
  });
});

test('the database is asked once a second at most, and one that is away changes nothing', async () => {
  let asked = 0;
  let now = 0;
  const pool = {
    getConnection: async () => {
      asked += 1;
      throw new Error('away');
    },
  } as unknown as Pool;
  const shown = createMaintenanceMode(pool, false, () => now);
  now = 5000;
  expect([await shown.isOn(), await shown.isOn()]).toEqual([false, false]);
  expect(asked).toBe(1);
  now = 6000;
  expect(await shown.isOn()).toBe(false);
  expect(asked).toBe(2);
});

test('a process that was started closed asks nobody', async () => {
  expect(await createMaintenanceMode({} as Pool, true).isOn()).toBe(true);
});
