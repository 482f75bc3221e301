import { erased } from '@enterwait/domain';
import type { Actor } from '@enterwait/service';
import { anApplication } from '../../../tests/support/samples.ts';
import { parentAuthority } from './parent-authority.ts';

const application = anApplication();
const actor = { kind: 'person', id: 'a1', role: 'parent', userId: application.user_id, ip: '', traceId: '' } as const;
const row = application as never;
const someoneElses = { ...application, user_id: 'somebody-else' } as never;

const may = (
  question: { type: 'Request' | 'Cancel'; row: never | undefined; actor?: Actor },
  parentOf: string | undefined = application.user_id,
): Promise<boolean> =>
  parentAuthority({ lockParentOf: async () => parentOf }, { actor, application, ...question }).then(
    () => true,
    () => false,
  );

test('a parent asks for a child that they registered, and for no other', async () => {
  expect(await may({ type: 'Request', row })).toBe(true);
  expect(await may({ type: 'Request', row }, 'somebody-else')).toBe(false);
  const { lockParentOf } = { lockParentOf: async () => undefined };
  await expect(parentAuthority({ lockParentOf }, { type: 'Request', actor, application, row })).rejects.toMatchObject({
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

test('a program acts for every family', async () => {
  const program = { kind: 'key', id: 'agency', role: 'program', ip: '', traceId: '' } as const;
  expect(await may({ type: 'Request', row: someoneElses, actor: program }, 'nobody')).toBe(true);
});

test('an application whose family was erased is asked for anew by whoever registered the child, and withdrawn by nobody', async () => {
  const free = erased(application) as never;
  expect(await may({ type: 'Request', row: free })).toBe(true);
  expect(await may({ type: 'Request', row: free }, 'somebody-else')).toBe(false);
  expect(await may({ type: 'Cancel', row: free })).toBe(false);
});
