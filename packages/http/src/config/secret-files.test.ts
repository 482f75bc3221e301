import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool, type Pool } from '../database/database.ts';
import { newConnectionsOf } from '../database/password.ts';
import { databaseConnectionVariables, readConfig } from './config.ts';
import { readSecretFiles } from './secret-files.ts';

let folder = '';
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (env: Record<string, string> = {}) =>
  readConfig(databaseConnectionVariables, {
    SECRETS_DIR: folder,
    HOSTNAME: 'database.example.com',
    USERNAME: 'enterwait',
    DATABASE: 'enterwait',
    ...env,
  });

test('each file is the variable of its name, without the line end behind it', () => {
  write('PASSWORD', 'a b\n');
  write('ADMIN_TOKEN', 'two\nlines\r\n');
  expect(readSecretFiles(folder)).toEqual({ PASSWORD: 'a b', ADMIN_TOKEN: 'two\nlines' });
});

test('what Kubernetes puts beside the files is no variable; no folder, no secrets', () => {
  mkdirSync(join(folder, '..2026_11_22'));
  write('.hidden', 'x');
  expect(readSecretFiles(folder)).toEqual({});
  expect(readSecretFiles(undefined)).toEqual({});
});

test('a service takes its secrets from the folder; the environment goes before', () => {
  write('PASSWORD', 'of the file');
  expect(config().PASSWORD).toBe('of the file');
  expect(config({ PASSWORD: 'of the environment' }).PASSWORD).toBe('of the environment');
});

const passwordOfNextConnection = (pool: Pool) => newConnectionsOf(pool).password;

test('a new connection uses the password that was rotated into the file', async () => {
  write('PASSWORD', 'before');
  const pool = openPool(config());
  expect(passwordOfNextConnection(pool)).toBe('before');
  write('PASSWORD', 'after');
  expect(passwordOfNextConnection(pool)).toBe('after');
  await pool.end();
});

test('a password of the environment stays', async () => {
  write('PASSWORD', 'of the file');
  const pool = openPool(config({ PASSWORD: 'of the environment' }));
  expect(passwordOfNextConnection(pool)).toBe('of the environment');
  await pool.end();
});

test("with DB_TLS=rds the server's certificate is checked", async () => {
  write('PASSWORD', 'x');
  const encrypted = openPool(config({ DB_TLS: 'rds' }));
  expect(newConnectionsOf(encrypted).ssl).toMatchObject({ rejectUnauthorized: true, ca: expect.anything() });
  const plain = openPool(config());
  expect(newConnectionsOf(plain).ssl).toBeFalsy();
  await Promise.all([encrypted.end(), plain.end()]);
});
