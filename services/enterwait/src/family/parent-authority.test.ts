import { type Application, erased } from '@enterwait/domain/application';
import type { Actor } from '@enterwait/http/access';
import { anApplication } from '../../../../tests/support/commands/samples.ts';
import type { ConsentKind } from '../consents/texts.ts';
import type { RegisteredData } from './family.ts';
import { parentAuthority } from './parent-authority.ts';

const application = anApplication();
const actor = { kind: 'key', id: 'a1', role: 'parent', userId: application.user_id, ip: '', traceId: '' } as const;
const row = application as never;
const someoneElses = { ...application, user_id: 'somebody-else' } as never;

interface Question {
  readonly type: 'Request' | 'Cancel';
  readonly row: never | undefined;
  readonly actor?: Actor;
  readonly application?: Application;
  readonly claims?: readonly string[];
}

const asRegistered: RegisteredData = { ...application, leaving_at: null };
const ask = (question: Question, registered: RegisteredData = asRegistered, given: readonly ConsentKind[] = []) =>
  parentAuthority(
    { lockRegistered: async () => registered, consentsOf: async () => new Set(given) },
    { actor, application, claims: [], ...question },
  );
const may = (question: Question, parentOf: string = application.user_id): Promise<boolean> =>
  ask(question, { ...asRegistered, user_id: parentOf }).then(
    () => true,
    () => false,
  );

test('a parent asks for a child that they registered, and for no other', async () => {
  expect(await may({ type: 'Request', row })).toBe(true);
  expect(await may({ type: 'Request', row }, 'somebody-else')).toBe(false);
  const nothing = { lockRegistered: async () => undefined, consentsOf: async () => new Set<ConsentKind>() };
  await expect(
    parentAuthority(nothing, { type: 'Request', actor, application, row, claims: [] }),
  ).rejects.toMatchObject({
    status: 403,
    code: 'not-yours',
  });
});

test('a parent touches no application that stands under another account', async () => {
  for (const type of ['Request', 'Cancel'] as const) expect(await may({ type, row: someoneElses })).toBe(false);
});

test('a parent may withdraw for a child that is no longer on their list', async () => {
  expect(await may({ type: 'Cancel', row }, 'nobody')).toBe(true);
});

test('a parent who has not proved their address asks for nothing, and withdraws', async () => {
  const unproved = { ...actor, emailVerified: false };
  expect(await may({ type: 'Request', row, actor: unproved })).toBe(false);
  expect(await may({ type: 'Cancel', row, actor: unproved })).toBe(true);
  expect(await may({ type: 'Request', row, actor: { ...actor, emailVerified: true } })).toBe(true);
});

test('a program acts for every family, with whatever it says', async () => {
  const program = { kind: 'key', id: 'agency', role: 'program', ip: '', traceId: '' } as const;
  const other = { ...application, parent_email: 'stranger@email.com' };
  expect(await may({ type: 'Request', row: someoneElses, actor: program, application: other }, 'nobody')).toBe(true);
  expect(await ask({ type: 'Cancel', row, actor: program, application: other })).toBeUndefined();
});

test('an application whose family was erased is asked for anew by whoever registered the child, and withdrawn by nobody', async () => {
  const free = erased(application) as never;
  expect(await may({ type: 'Request', row: free })).toBe(true);
  expect(await may({ type: 'Request', row: free }, 'somebody-else')).toBe(false);
  expect(await may({ type: 'Cancel', row: free })).toBe(false);
});

test.each([
  ['child_name', '남의아이'],
  ['child_birthday', '20210101'],
  ['parent_name', '남'],
  ['parent_tel', '010-0000-0000'],
  ['parent_address', '부산'],
  ['parent_postcode', '00000'],
  ['parent_email', 'stranger@email.com'],
])(
  'a parent applies with the %s that is registered, or not at all; the answer does not tell what it is',
  async (field, value) => {
    const error = await ask({ type: 'Request', row, application: { ...application, [field]: value } }).catch(
      (refused: unknown) => refused,
    );
    expect(error).toMatchObject({ status: 403, code: 'not-registered-data', errors: [{ field }] });
    expect(JSON.stringify(error)).not.toContain(String(Reflect.get(application, field)));
  },
);

test('what is not registered is not taken from the body', async () => {
  await expect(
    ask({ type: 'Request', row }, { ...asRegistered, parent_tel: null, parent_email: null }),
  ).rejects.toMatchObject({ errors: [{ field: 'parent_tel' }, { field: 'parent_email' }] });
});

test('nothing is asked for a family that has left', async () => {
  await expect(ask({ type: 'Request', row }, { ...asRegistered, leaving_at: new Date() })).rejects.toMatchObject({
    status: 409,
    code: 'family-left',
  });
});

test('the mail address of an account counts in capitals as well', async () => {
  expect(
    await ask({ type: 'Request', row, application: { ...application, parent_email: 'USER@email.com' } }),
  ).toBeUndefined();
});

test('a parent withdraws with what the application has, whatever the body says', async () => {
  const stranger = { ...application, parent_email: 'stranger@email.com', child_name: '남의아이' };
  expect(await ask({ type: 'Cancel', row, application: stranger })).toEqual(application);
});

describe('a parent who is signed in', () => {
  const person = { ...actor, kind: 'person' } as const;
  const missing = (given: readonly ConsentKind[], claims: readonly string[] = []) =>
    ask({ type: 'Request', row, actor: person, claims }, asRegistered, given).then(
      () => [],
      (error: { code: string; errors: { field: string }[] }) => [error.code, ...error.errors.map(({ field }) => field)],
    );

  test('applies once they agreed to the account and to what goes to the daycare', async () => {
    expect(await missing([])).toEqual(['consent-required', 'account', 'provision']);
    expect(await missing(['account'])).toEqual(['consent-required', 'provision']);
    expect(await missing(['account', 'provision'])).toEqual([]);
  });

  test('claims what is sensitive once they agreed to that as well', async () => {
    const both = ['account', 'provision'] as const;
    expect(await missing(both, ['working-parents'])).toEqual([]);
    expect(await missing(both, ['working-parents', 'disabled-child'])).toEqual(['consent-required', 'sensitive']);
    expect(await missing([...both, 'sensitive'], ['disabled-child'])).toEqual([]);
  });

  test('withdraws without any consent', async () => {
    expect(await ask({ type: 'Cancel', row, actor: person })).toEqual(application);
  });
});
