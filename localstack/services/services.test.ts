import { SERVICES, SYSTEMS } from '@enterwait/domain/protocol';
import { SAMPLE_SECRETS } from '../state/sample-secrets.ts';
import { serviceEnvironment } from './services.ts';

const options = {
  host: '127.0.0.1',
  ports: { aws: 4566, database: 13_306, enterwait: 3000, nursery: 4000, management: 9000 },
  region: 'ap-northeast-2',
  secrets: SAMPLE_SECRETS,
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

test.each(SYSTEMS)('%s gets all that the wire contract names, for its own database', (name) => {
  const environment = serviceEnvironment(name, options);
  for (const variable of CONTRACT) expect(environment[variable]).toBeTruthy();
  expect(environment).toMatchObject({ USERNAME: name, DATABASE: name, DB_PORT: '13306', HOST: '127.0.0.1' });
});

test('neither system knows the password of the other, nor that of root', () => {
  expect(Object.values(serviceEnvironment('enterwait', options))).not.toContain('two');
  expect(Object.values(serviceEnvironment('nursery', options))).not.toContain('one');
  expect(Object.values(serviceEnvironment('nursery', options))).not.toContain('root');
});

test('the management system has a table, a database of its own and a key for the others', () => {
  const environment = serviceEnvironment('management', options);
  expect(environment).toMatchObject({
    TABLE_NAME: 'EnterwaitApplications',
    PORT: '9000',
    DATABASE: 'management',
    PASSWORD: 'three',
    PEER_KEY: 'ew_peer',
    ENTERWAIT_URL: 'http://127.0.0.1:3000',
  });
  expect(environment).not.toHaveProperty('WEBHOOK_SECRET');
});

test('every system signs its cookies by a secret of its own, and knows where people reach it', () => {
  const environments = SERVICES.map((name) => serviceEnvironment(name, options));
  expect(environments.map(({ AUTH_SECRET }) => AUTH_SECRET)).toEqual(['auth-one', 'auth-two', 'auth-three']);
  expect(environments.map(({ PUBLIC_URL }) => PUBLIC_URL)).toEqual(
    [3000, 4000, 9000].map((port) => `http://127.0.0.1:${port}`),
  );
  for (const { MAIL_QUEUE_URL } of environments) expect(MAIL_QUEUE_URL).toMatch(/\/SendEmailQueue$/);
});

test('what a caller wants differently comes last', () => {
  expect(serviceEnvironment('nursery', { ...options, serviceEnv: { LOG_LEVEL: 'debug' } })).toMatchObject({
    LOG_LEVEL: 'debug',
  });
});
