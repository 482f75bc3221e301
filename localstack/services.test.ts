import { serviceEnvironment } from './services.ts';

const options = {
  host: '127.0.0.1',
  ports: { aws: 4566, database: 13_306, enterwait: 3000, nursery: 4000, management: 9000 },
  region: 'ap-northeast-2',
  secrets: {
    ADMIN_TOKEN: 'a'.repeat(24),
    WEBHOOK_SECRET: 'whsec_x',
    DATABASE_ROOT_PASSWORD: 'root',
    ENTERWAIT_DATABASE_PASSWORD: 'one',
    NURSERY_DATABASE_PASSWORD: 'two',
  },
  serviceEnv: {},
};
const CONTRACT = [
  'HOSTNAME',
  'USERNAME',
  'PASSWORD',
  'DATABASE',
  'REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'QUEUE_URL',
];

test.each(['enterwait', 'nursery'] as const)(
  '%s gets all that the wire contract names, for its own database',
  (name) => {
    const environment = serviceEnvironment(name, options);
    for (const variable of CONTRACT) expect(environment[variable]).toBeTruthy();
    expect(environment).toMatchObject({ USERNAME: name, DATABASE: name, DB_PORT: '13306', HOST: '127.0.0.1' });
  },
);

test('neither system knows the password of the other, nor that of root', () => {
  expect(Object.values(serviceEnvironment('enterwait', options))).not.toContain('two');
  expect(Object.values(serviceEnvironment('nursery', options))).not.toContain('one');
  expect(Object.values(serviceEnvironment('nursery', options))).not.toContain('root');
});

test('the monitor has a table and no database', () => {
  const environment = serviceEnvironment('management', options);
  expect(environment).toMatchObject({ TABLE_NAME: 'EnterwaitApplications', PORT: '9000' });
  expect(environment).not.toHaveProperty('PASSWORD');
  expect(environment).not.toHaveProperty('WEBHOOK_SECRET');
});

test('what a caller wants differently comes last', () => {
  expect(serviceEnvironment('nursery', { ...options, serviceEnv: { LOG_LEVEL: 'debug' } })).toMatchObject({
    LOG_LEVEL: 'debug',
  });
});
