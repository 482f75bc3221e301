import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
/** The form of an API key: `ew_` and 48 digits. */
const apiKey = () => `ew_${hex(24)}`;

/** Every secret of a stack and how it is generated. Hexadecimal ones need no escaping in SQL, URLs and files. */
const GENERATORS = {
  ADMIN_TOKEN: () => hex(24),
  WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString('base64')}`,
  DATABASE_ROOT_PASSWORD: () => hex(24),
  ENTERWAIT_DATABASE_PASSWORD: () => hex(24),
  NURSERY_DATABASE_PASSWORD: () => hex(24),
  MANAGEMENT_DATABASE_PASSWORD: () => hex(24),
  ENTERWAIT_AUTH_SECRET: () => hex(32),
  NURSERY_AUTH_SECRET: () => hex(32),
  MANAGEMENT_AUTH_SECRET: () => hex(32),
  PARENT_KEY: apiKey,
  STAFF_KEY: apiKey,
  OPERATOR_KEY: apiKey,
  PROGRAM_KEY: apiKey,
  PEER_KEY: apiKey,
  // People type this one.
  DEMO_PASSWORD: () => hex(6),
} as const;

export type SecretName = keyof typeof GENERATORS;
export type Secrets = Record<SecretName, string>;

export const SECRET_NAMES = Object.keys(GENERATORS) as SecretName[];

/** Reads a stack's secrets. Missing or empty ones are generated and saved in the file (mode 600). */
export function loadSecrets(file: string): Secrets {
  const known = parseEnv(read(file));
  const secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, known[name] || GENERATORS[name]()])) as Secrets;
  if (SECRET_NAMES.some((name) => !known[name])) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, renderEnv(secrets), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return secrets;
}

/** KEY=VALUE lines, as `make env` prints them and `docker compose --env-file` reads them. */
export const renderEnv = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
