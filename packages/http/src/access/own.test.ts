import { requireOwn } from './own.ts';
import { ROLES, type Role } from './principal.ts';

const OWNERS = { user_id: 'parent01', nursery_id: 'N00001' };
const may = (role: Role, ids: { userId?: string; nurseryId?: string } = {}): boolean => {
  try {
    requireOwn({ kind: 'key', id: 'test', role, ...ids }, OWNERS);
    return true;
  } catch {
    return false;
  }
};

test('parents and staff are held to what is theirs, by every id that they have', () => {
  expect(may('parent', { userId: 'parent01' })).toBe(true);
  expect(may('parent', { userId: 'parent02' })).toBe(false);
  expect(may('parent', { userId: 'Parent01' })).toBe(false);
  expect(may('parent', { nurseryId: 'N00001' })).toBe(false);
  expect(may('staff', { nurseryId: 'N00001' })).toBe(true);
  expect(may('staff', { nurseryId: 'N00002' })).toBe(false);
  expect(may('staff', { userId: 'parent01' })).toBe(false);
  for (const role of ROLES.filter((one) => one !== 'parent' && one !== 'staff')) expect(may(role)).toBe(true);
});
