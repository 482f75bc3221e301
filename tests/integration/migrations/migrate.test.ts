import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { SERVICES } from '@enterwait/domain/protocol';
import { CHAIN_START, chain, insertRecords, recordConnection } from '@enterwait/http/access-records';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { asRoot } from '../../support/faults/database-faults.ts';
import { theStack } from '../../support/stack/stack.ts';

// As in AWS: a server with a master, and a job of the version's own bundle that sets up everything else before the version starts.
const MASTER = { user: 'master_of_test', password: 'of-the-master' };
const PEER_KEY = 'ew_of-the-test';
const databases = ['job_enterwait', 'job_nursery', 'job_management'] as const;
const OLD_LOOK = {
  at: new Date('2020-01-01T00:00:00Z'),
  actor_kind: 'person',
  actor_id: 'a',
  role: 'staff',
  operation: 'GET /waiting',
  outcome: 'shown',
  subjects: '202403150000001A00001',
  subject_count: 1,
  ip: '192.0.2.1',
  trace_id: '0'.repeat(32),
} as const;
let secrets = '';

const secret = (name: string, text: string): void => writeFileSync(join(secrets, name), text);

beforeAll(async () => {
  secrets = mkdtempSync(join(tmpdir(), 'enterwait-migrate-'));
  await asRoot(`CREATE USER '${MASTER.user}'@'%' IDENTIFIED BY '${MASTER.password}'`);
  await asRoot(`GRANT ALL PRIVILEGES ON *.* TO '${MASTER.user}'@'%' WITH GRANT OPTION`);
  secret('MASTER_USERNAME', MASTER.user);
  secret('MASTER_PASSWORD', MASTER.password);
  secret('PASSWORD', 'of-the-first-day');
  secret('PEER_KEY', PEER_KEY);
});

afterAll(async () => {
  for (const name of databases) {
    await asRoot(`DROP DATABASE IF EXISTS ${name}`);
    await asRoot(`DROP DATABASE IF EXISTS ${name}_access`);
    await asRoot(`DROP USER IF EXISTS '${name}'@'%'`);
  }
  await asRoot(`DROP USER IF EXISTS '${MASTER.user}'@'%'`);
  rmSync(secrets, { recursive: true, force: true });
});

/** Runs the job with the database's variables and nothing else. @returns exit code, and its one line */
function migrate(
  service: ServiceName,
  command = 'migrate',
): Promise<{ code: number | null; line: Record<string, unknown>; errors: string }> {
  const { host, ports } = theStack();
  const database = `job_${service}`;
  const child = spawn(nodeBinary, [join(repositoryRoot, 'dist', 'services', service, 'main.mjs'), command], {
    env: {
      NODE_ENV: 'production',
      HOSTNAME: host,
      DB_PORT: String(ports.database),
      DATABASE: database,
      USERNAME: database,
      SECRETS_DIR: secrets,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ code, line: output === '' ? {} : JSON.parse(output.trim().split('\n').at(-1) ?? ''), errors }),
    );
  });
}

async function asService<Row>(service: ServiceName, password: string, sql: string): Promise<Row[]> {
  const { host, ports } = theStack();
  const user = `job_${service}`;
  const connection = await createConnection({ host, port: ports.database, user, password, database: user });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}

test.each(SERVICES)(
  'at a server with nothing but a master, %s gets its database, its user and its tables',
  async (service) => {
    const first = await migrate(service);
    expect(first).toMatchObject({ code: 0, line: { service, msg: 'migrated' }, errors: '' });
    expect((first.line.migrations as string[]).length).toBeGreaterThan(0);
    const again = await migrate(service);
    expect(again).toMatchObject({ code: 0, line: { migrations: [] } });
    expect(await asService(service, 'of-the-first-day', 'SELECT id FROM schema_migration')).toHaveLength(
      (first.line.migrations as string[]).length,
    );
  },
);

test('the systems know the key of management, by its hash alone; management itself does not need it', async () => {
  const keys = (service: ServiceName) =>
    asService<{ name: string; role: string; sha256: string }>(
      service,
      'of-the-first-day',
      'SELECT name, role, sha256 FROM api_key',
    );
  const sha256 = createHash('sha256').update(PEER_KEY).digest('hex');
  expect(await keys('enterwait')).toEqual([{ name: 'management', role: 'operator', sha256 }]);
  expect(await keys('nursery')).toEqual([{ name: 'management', role: 'operator', sha256 }]);
  expect(await keys('management')).toEqual([]);
});

test('a key of management that was changed leaves the one before for an hour, whichever way it is changed', async () => {
  const keys = () =>
    asService<{ name: string; role: string; sha256: string; minutes: number | null }>(
      'enterwait',
      'of-the-first-day',
      'SELECT name, role, sha256, TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), expires_at) AS minutes FROM api_key ORDER BY name',
    );
  const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
  const rowsOf = (now: string, before: string) => [
    { name: 'management', role: 'operator', sha256: hashOf(now), minutes: null },
    { name: 'management-before', role: 'operator', sha256: hashOf(before), minutes: expect.any(Number) },
  ];
  for (const [now, before] of [
    ['ew_another', PEER_KEY],
    [PEER_KEY, 'ew_another'],
  ] as const) {
    secret('PEER_KEY', now);
    expect(await migrate('enterwait')).toMatchObject({ code: 0 });
    // A second run of the job changes nothing.
    expect(await migrate('enterwait')).toMatchObject({ code: 0 });
    const rows = await keys();
    expect(rows).toEqual(rowsOf(now, before));
    expect(rows[1]?.minutes).toBeGreaterThan(50);
    expect(rows[1]?.minutes).toBeLessThanOrEqual(60);
  }
});

test("a service's user reaches nobody else's rows", async () => {
  await expect(asService('nursery', 'of-the-first-day', 'SELECT * FROM job_enterwait.request')).rejects.toMatchObject({
    code: expect.stringMatching(/^ER_(TABLEACCESS|DBACCESS)_DENIED_ERROR$/),
  });
});

test('the user may add access records and change none, and the nightly job checks them and removes the oldest', async () => {
  const records = 'job_nursery_access.access_record';
  const columns = `'w1', 1, '2020-01-01', 'person', 'a', 'staff', 'GET /', 'shown', '', 0, '', '', REPEAT('0', 64)`;
  await asService('nursery', 'of-the-first-day', `INSERT INTO ${records} VALUES (${columns}, REPEAT('0', 64))`);
  for (const sql of [`UPDATE ${records} SET actor_id = 'b'`, `DELETE FROM ${records}`, `DROP TABLE ${records}`]) {
    await expect(asService('nursery', 'of-the-first-day', sql)).rejects.toMatchObject({
      code: 'ER_TABLEACCESS_DENIED_ERROR',
    });
  }
  // A row whose hash is wrong is found, and as long as something is found nothing is removed.
  const found = await migrate('nursery', 'access-records');
  expect(found).toMatchObject({ code: 0, line: { accessRecordFindings: 1, records: 1, removed: 0 } });
  await asRoot(`DELETE FROM ${records}`);
  const { host, ports } = theStack();
  const connection = await createConnection({ host, port: ports.database, ...MASTER, timezone: 'Z' });
  await insertRecords(
    recordConnection(connection as never),
    '`job_nursery_access`.',
    chain({ writer: 'w2', seq: 0, hash: CHAIN_START }, [OLD_LOOK]),
  );
  await connection.end();
  const removed = await migrate('nursery', 'access-records');
  expect(removed).toMatchObject({ code: 0, line: { accessRecordFindings: 0, records: 1, removed: 1 } });
});

test('a password that was changed in the secret is the one that holds', async () => {
  secret('PASSWORD', 'of-the-second-day');
  expect(await migrate('nursery')).toMatchObject({ code: 0, line: { migrations: [] } });
  // MySQL accepts the previous one for a while: tests/integration/accounts/password-change.test.ts.
  if (theStack().kind === 'embedded')
    await expect(asService('nursery', 'of-the-first-day', 'SELECT 1')).rejects.toMatchObject({
      code: 'ER_ACCESS_DENIED_ERROR',
    });
  await expect(asService('nursery', 'of-the-second-day', 'SELECT 1')).resolves.toHaveLength(1);
});

test('a wrong master is said in one line, without a password, and the job fails', async () => {
  secret('MASTER_PASSWORD', 'of-somebody-else');
  const { code, errors } = await migrate('nursery');
  expect(code).toBe(1);
  expect(errors).toMatch(/^Error: Access denied for user/);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(errors).not.toMatch(/of-somebody-else|of-the-second-day/);
});
