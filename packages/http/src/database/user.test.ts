import type { Connection } from 'mysql2/promise';
import { setPassword } from './user.ts';

/** A user of MySQL 8.4, according to its manual: a second password that only RETAIN CURRENT PASSWORD changes. */
function aServer(version = '8.4.7', password = 'first') {
  const user = { password, before: undefined as string | undefined, changedHoursAgo: 100 };
  const connection = {
    async query(sql: string, values: unknown[] = []) {
      if (sql.startsWith('SELECT VERSION()')) return [[{ version }]];
      if (sql.startsWith('SELECT password_last_changed')) {
        // MariaDB has no such column.
        expect(version).not.toContain('MariaDB');
        return [[{ recent: user.changedHoursAgo < Number(values[0]) ? 1 : 0 }]];
      }
      expect(sql).toMatch(/^ALTER USER \?@'%' IDENTIFIED BY \?( RETAIN CURRENT PASSWORD)?$/);
      if (sql.endsWith(' RETAIN CURRENT PASSWORD')) {
        expect(version).not.toContain('MariaDB');
        user.before = user.password;
      }
      user.password = String(values[1]);
      user.changedHoursAgo = 0;
      return [[]];
    },
  } as unknown as Connection;
  const takes = (one: string) => one === user.password || one === user.before;
  return { user, takes, job: (one: string) => setPassword(connection, 'nursery', one, async () => takes(one)) };
}

test('MySQL goes on taking the password of before, also when the job is begun anew', async () => {
  const { takes, job } = aServer();
  await job('second');
  await job('second');
  expect([takes('first'), takes('second')]).toEqual([true, true]);
});

test('the password of before ends with the first release an hour later', async () => {
  const { user, takes, job } = aServer();
  await job('second');
  user.changedHoursAgo = 2;
  await job('second');
  expect([takes('first'), takes('second')]).toEqual([false, true]);
});

test('a change that is taken back interrupts nobody either, whenever that is', async () => {
  for (const later of [0, 2]) {
    const { user, takes, job } = aServer();
    await job('second');
    user.changedHoursAgo = later;
    await job('first');
    expect([takes('first'), takes('second')]).toEqual([true, true]);
  }
});

test('two changes within the hour: the last two hold', async () => {
  const { takes, job } = aServer();
  await job('second');
  await job('third');
  expect([takes('first'), takes('second'), takes('third')]).toEqual([false, true, true]);
});

test('MariaDB has one password a user', async () => {
  const { takes, job } = aServer('10.11.19-MariaDB-0+deb12u1');
  await job('second');
  expect([takes('first'), takes('second')]).toEqual([false, true]);
});
