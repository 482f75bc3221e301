import { PRIVILEGES } from '../../../../localstack/database/database-setup.ts';
import { ConfigError } from '../config/config.ts';
import { OWN_PRIVILEGES } from '../database/user.ts';
import { migratedOnly } from './command.ts';

const nowhere = {
  HOSTNAME: '127.0.0.1',
  DB_PORT: '1',
  USERNAME: 'enterwait',
  PASSWORD: 'x',
  DATABASE: 'enterwait',
  LOG_LEVEL: 'silent',
};

test('without the word a service starts, whatever its environment', async () => {
  await expect(migratedOnly('enterwait', [], ['node', 'main.mjs'], {})).resolves.toBe(false);
});

test("needs the database's variables and no others", async () => {
  const migrateIn = (env: NodeJS.ProcessEnv) => migratedOnly('enterwait', [], ['node', 'main.mjs', 'migrate'], env);
  await expect(migrateIn({})).rejects.toThrow(ConfigError);
  await expect(migrateIn({})).rejects.toThrow(/HOSTNAME[\s\S]*USERNAME[\s\S]*PASSWORD[\s\S]*DATABASE/);
  // Everything is set, so it tries to reach the database, which does not exist.
  await expect(migrateIn(nowhere)).rejects.toThrow(/ECONNREFUSED/);
});

test('a name that would need quoting is refused before the database is asked', async () => {
  const env = { ...nowhere, USERNAME: "x'@'%", MASTER_USERNAME: 'admin', MASTER_PASSWORD: 'secret-of-the-master' };
  const refused = migratedOnly('enterwait', [], ['node', 'main.mjs', 'migrate'], env);
  await expect(refused).rejects.toThrow(/USERNAME/);
  await expect(refused).rejects.not.toThrow(/secret-of-the-master/);
});

test('a service has the same privileges here and in AWS', () => {
  expect(OWN_PRIVILEGES).toBe(PRIVILEGES);
});
