import type { PersonRecord } from './auth.ts';
import { identityOf } from './session.ts';

const person: PersonRecord = {
  id: 'a1',
  name: '김민준',
  email: 'a@example.com',
  emailVerified: false,
  role: 'parent',
  waitlistUserId: 'p1',
};

test('a person is known by ids; name and address are for their own pages', () => {
  expect(identityOf(person, 'parent')).toEqual({
    principal: { kind: 'person', id: 'a1', role: 'parent', userId: 'p1', emailVerified: false },
    person: { name: '김민준', email: 'a@example.com' },
  });
  expect(
    identityOf({ ...person, emailVerified: true, role: 'staff', waitlistUserId: null, nurseryId: 'N00001' }, 'staff')
      ?.principal,
  ).toEqual({
    kind: 'person',
    id: 'a1',
    role: 'staff',
    nurseryId: 'N00001',
    emailVerified: true,
  });
});

test('nobody whose role is of another system is signed in', () => {
  expect(identityOf({ ...person, role: 'operator' }, 'parent')).toBeUndefined();
});
