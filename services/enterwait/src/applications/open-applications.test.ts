import type { Status } from '@enterwait/domain/protocol';
import type { FamilyTables } from '../family/family.ts';
import {
  applicationLimit,
  type ChildApplication,
  type Limits,
  limitOf,
  type OpenApplicationTables,
} from './open-applications.ts';

const LIMITS: Limits = { MAX_OPEN_APPLICATIONS: 3, MAX_OPEN_APPLICATIONS_ENROLLED: 2 };
const CHILD = '202403150000001';

const all = (...statuses: (Status | null)[]): ChildApplication[] =>
  statuses.map((expected, index) => ({ request_id: `${CHILD}N0000${index}`, expected }));

/** The result of one more request. */
async function asking(
  applications: readonly ChildApplication[],
  { requestId = `${CHILD}X00001`, asked = 'Request' as 'Request' | 'Cancel' | null } = {},
): Promise<string> {
  const tables: OpenApplicationTables & Pick<FamilyTables, 'lockParentOf'> = {
    lockParentOf: async () => undefined,
    lockOtherApplicationsOf: async (_child, except) => applications.filter(({ request_id }) => request_id !== except),
  };
  const application = { child_id: CHILD } as never;
  try {
    await applicationLimit(LIMITS)(tables, { requestId, application, statuses: [null, 1], asked, now: new Date() });
    return 'asked';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('how many daycares a child may wait at', () => {
  test('three', async () => {
    expect(await asking(all())).toBe('asked');
    expect(await asking(all(1, 1))).toBe('asked');
    expect(await asking(all(1, 1, 1))).toBe('too-many-applications');
  });

  test('two while it has a place somewhere', async () => {
    expect(limitOf(LIMITS, all(2, 1))).toBe(2);
    expect(await asking(all(2, 1))).toBe('asked');
    expect(await asking(all(2, 1, 1))).toBe('too-many-applications');
  });

  test('what was rejected, cancelled or never came to be does not count', async () => {
    expect(await asking(all(1, 1, 88, 99, null))).toBe('asked');
  });

  test('the application itself does not count against itself', async () => {
    const applications = all(1, 1, 1);
    expect(await asking(applications, { requestId: applications[2]?.request_id ?? '' })).toBe('asked');
  });

  test('only asking is limited: what is withdrawn or was decided elsewhere passes', async () => {
    expect(await asking(all(1, 1, 1, 1), { asked: 'Cancel' })).toBe('asked');
    expect(await asking(all(1, 1, 1, 1), { asked: null })).toBe('asked');
  });
});
