import type { Pool } from '../database/database.ts';
import { createDoors, type DoorTables, passDoors } from './maintenance.ts';

const doors = (closed: boolean): DoorTables => ({ doorsAreClosed: async () => closed });

test('closed doors refuse with a code, in both languages', async () => {
  await expect(passDoors(doors(false))).resolves.toBeUndefined();
  await expect(passDoors(doors(true))).rejects.toMatchObject({
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
  const shown = createDoors(pool, false, () => now);
  now = 5000;
  expect([await shown.areClosed(), await shown.areClosed()]).toEqual([false, false]);
  expect(asked).toBe(1);
  now = 6000;
  expect(await shown.areClosed()).toBe(false);
  expect(asked).toBe(2);
});

test('a process that was started closed asks nobody', async () => {
  expect(await createDoors({} as Pool, true).areClosed()).toBe(true);
});
