import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadSecrets, renderEnv, SECRET_NAMES } from './secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('secrets are made once, kept for the owner alone, and read again', () => {
  const file = join(dir, 'sub', 'secrets.env');
  const made = loadSecrets(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(loadSecrets(file)).toEqual(made);
  expect(new Set(Object.values(made)).size).toBe(SECRET_NAMES.length);
});

test('they are what the contract asks for', () => {
  const secrets = loadSecrets(join(dir, 'secrets.env'));
  expect(secrets.WEBHOOK_SECRET).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(secrets.ADMIN_TOKEN.length).toBeGreaterThanOrEqual(16);
  expect(secrets.NURSERY_AUTH_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(secrets.PROGRAM_KEY).toMatch(/^ew_[0-9a-f]{48}$/);
  expect(secrets.DEMO_PASSWORD.length).toBeGreaterThanOrEqual(10);
  // Compose would expand anything after a dollar sign as a variable, and a quote would end an SQL text.
  for (const value of Object.values(secrets)) expect(value).not.toMatch(/['"$\s\\]/);
});

test('one that is missing is added, the others stay', () => {
  const file = join(dir, 'secrets.env');
  writeFileSync(file, 'ADMIN_TOKEN=0123456789abcdef0123\nWEBHOOK_SECRET=\n');
  expect(loadSecrets(file).ADMIN_TOKEN).toBe('0123456789abcdef0123');
  expect(loadSecrets(file).WEBHOOK_SECRET).toMatch(/^whsec_/);
  expect(loadSecrets(file)).toEqual(loadSecrets(file));
});

test('KEY=VALUE lines come back as they went', () => {
  const values = { A: '1', WEBHOOK_SECRET: 'whsec_a+b/c==', URL: 'mysql://u:p@127.0.0.1:3306/d' };
  expect(renderEnv(values)).toBe('A=1\nWEBHOOK_SECRET=whsec_a+b/c==\nURL=mysql://u:p@127.0.0.1:3306/d\n');
  expect(parseEnv(renderEnv(values))).toEqual(values);
});
