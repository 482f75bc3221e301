import { SERVICE_NAMES } from '../stack/stack.ts';
import { SECRET_NAMES, type Secrets } from '../state/secrets.ts';
import { demoEntries } from './accounts.ts';
import { demoKeys, demoOf } from './people.ts';

const secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, `${name}-value`])) as Secrets;

test('no service is told a key, only its hash', () => {
  for (const name of SERVICE_NAMES) {
    const told = JSON.stringify(demoEntries(name, secrets));
    for (const key of [...Object.values(demoKeys(secrets)), secrets.PEER_KEY]) expect(told).not.toContain(key);
  }
});

test('each demo person has an account at the system where they work, and nowhere else', () => {
  const { parent, staff, operator } = demoOf(secrets);
  const people = SERVICE_NAMES.map((name) =>
    demoEntries(name, secrets).flatMap(({ path, body }) => (path === '/admin/people' ? [body.email] : [])),
  );
  expect(people).toEqual([[parent.email], [staff.email], [operator.email]]);
});
