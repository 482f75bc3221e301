import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_SECRET } from '../../../../tests/support/commands/signed-call.ts';
import { LIMIT_RULES } from '../limits/rules.ts';
import { ConfigError, databaseVariables, readConfig, serverVariables } from './config.ts';

const complete = {
  HOSTNAME: '127.0.0.1',
  USERNAME: 'enterwait',
  PASSWORD: 'a-password',
  DATABASE: 'enterwait',
  REGION: 'ap-northeast-2',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  QUEUE_URL: 'http://127.0.0.1:4566/000000000000/IntegrateEventQueue.fifo',
  WEBHOOK_SECRET: TEST_SECRET,
  ADMIN_TOKEN: 'a-token-of-the-test',
  AUTH_SECRET: 'a-secret-of-the-test-with-32-chars',
  MAIL_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/SendEmailQueue',
};
const read = (env: NodeJS.ProcessEnv) => readConfig({ ...serverVariables, ...databaseVariables }, env);

describe('the environment of a service', () => {
  test("is complete with the wire contract's variables and the two secrets", () => {
    expect(read(complete)).toMatchObject({ ...complete, HOST: '127.0.0.1', DB_PORT: 3306 });
  });

  test('needs no static key where the machine has a role', () => {
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...role } = complete;
    expect(read(role).AWS_ACCESS_KEY_ID).toBeUndefined();
  });

  test.each([
    'HOSTNAME',
    'USERNAME',
    'PASSWORD',
    'DATABASE',
    'REGION',
    'QUEUE_URL',
    'WEBHOOK_SECRET',
    'ADMIN_TOKEN',
    'AUTH_SECRET',
    'MAIL_QUEUE_URL',
  ])('without %s says which is missing', (name) => {
    const { [name as keyof typeof complete]: _missing, ...rest } = complete;
    expect(() => read(rest)).toThrow(ConfigError);
    expect(() => read(rest)).toThrow(name);
    expect(() => read({ ...rest, [name]: '' })).toThrow(name);
  });

  test('has the limits as they are, or as LIMITS says; an unknown one is refused', () => {
    expect(read(complete).LIMITS).toEqual(LIMIT_RULES);
    const { LIMITS } = read({ ...complete, LIMITS: 'command-parent=120/60,command-staff=off' });
    expect(LIMITS).toEqual({ ...LIMIT_RULES, 'command-parent': { max: 120, window: 60 }, 'command-staff': null });
    expect(() => read({ ...complete, LIMITS: 'comand-parent=120/60' })).toThrow(
      'LIMITS: "comand-parent=120/60" must be',
    );
  });

  test('never quotes a secret', () => {
    expect(() => read({ ...complete, WEBHOOK_SECRET: 'hunter2', ADMIN_TOKEN: 'swordfish' })).not.toThrow(
      /hunter2|swordfish/,
    );
  });

  test("says plainly when HOSTNAME is left at the container's own name", () => {
    expect(() => read({ ...complete, HOSTNAME: hostname() })).toThrow(
      /gave itself; set HOSTNAME to the host of the MySQL database/,
    );
  });
});

describe('a file .env', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The environment of a process that is started in that folder. */
  function found(env: NodeJS.ProcessEnv): unknown {
    const script = `
      import { readConfig } from ${JSON.stringify(join(import.meta.dirname, 'config.ts'))};
      readConfig({});
      const { REGION, DATABASE, AWS_ACCESS_KEY_ID } = process.env;
      console.log(JSON.stringify({ REGION, DATABASE, AWS_ACCESS_KEY_ID }));`;
    const args = ['--no-warnings', '--input-type=module', '--eval', script];
    return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env }));
  }

  test('fills in what is not set, for the SDK too; in production it is not read', () => {
    writeFileSync(
      join(folder, '.env'),
      '# mine\nREGION=us-east-1\nexport DATABASE="a b"\nAWS_ACCESS_KEY_ID=test # key\n',
    );
    expect(found({ REGION: 'ap-northeast-2' })).toEqual({
      REGION: 'ap-northeast-2',
      DATABASE: 'a b',
      AWS_ACCESS_KEY_ID: 'test',
    });
    expect(found({ NODE_ENV: 'production' })).toEqual({});
  });

  test('may be missing, or a folder', () => {
    expect(found({})).toEqual({});
    mkdirSync(join(folder, '.env'));
    expect(found({})).toEqual({});
  });
});
