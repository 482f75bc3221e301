import { parsePasswd } from '../embedded/database-account.ts';
import { SAMPLE_SECRETS } from '../state/sample-secrets.ts';
import { databaseSql, databaseUrl } from './database-setup.ts';

const secrets = SAMPLE_SECRETS;

test('each system has rights in its own database, may add access records, and nothing else', () => {
  const grants = databaseSql(secrets)
    .split('\n')
    .filter((line) => line.startsWith('GRANT'));
  const records = grants.filter((line) => line.includes('_access.'));
  expect(records).toHaveLength(9);
  for (const grant of records) {
    expect(grant).toMatch(/^GRANT SELECT(, INSERT)? ON (\w+)_access\.access_(record|seal|removal) TO '\2'@'%';$/);
  }
  const own = grants.filter((line) => !records.includes(line));
  expect(own).toHaveLength(3);
  expect(own[0]).toMatch(/ ON enterwait\.\* TO 'enterwait'@'%';$/);
  expect(own[1]).toMatch(/ ON nursery\.\* TO 'nursery'@'%';$/);
  expect(own[2]).toMatch(/ ON management\.\* TO 'management'@'%';$/);
  for (const grant of grants) expect(grant).not.toMatch(/ALL|GRANT OPTION|\*\.\*|SUPER|FILE/);
});

test('every statement stands on one line, as a server that reads them at its start wants it', () => {
  for (const line of databaseSql(secrets).trim().split('\n')) expect(line).toMatch(/;$/);
});

test('the URL of a database can be parsed', () => {
  const url = new URL(databaseUrl('nursery', { host: '127.0.0.1', port: 13_306, secrets }));
  expect([url.protocol, url.username, url.password, url.host, url.pathname]).toEqual([
    'mysql:',
    'nursery',
    'two',
    '127.0.0.1:13306',
    '/nursery',
  ]);
});

test('accounts are read from /etc/passwd', () => {
  expect(parsePasswd('root:x:0:0:root:/root:/bin/sh\n\nnobody:x:65534:65534::/:/bin/false\n')).toEqual([
    { name: 'root', uid: 0, gid: 0 },
    { name: 'nobody', uid: 65534, gid: 65534 },
  ]);
});
