import type { Application } from '@enterwait/domain/application';
import type { Principal } from '@enterwait/http/access';
import {
  applicationLimit,
  mysqlOpenApplicationTables,
  type OpenApplicationTables,
} from '../../../services/enterwait/src/applications/open-applications.ts';
import { type FamilyTables, mysqlFamilyTables } from '../../../services/enterwait/src/family/family.ts';
import { parentAuthority } from '../../../services/enterwait/src/family/parent-authority.ts';
import { parentPages } from '../../../services/enterwait/src/pages/index.ts';
import { parentSite } from '../../../services/enterwait/src/pages/site.ts';
import { enrolment } from '../../../services/nursery/src/enrolment.ts';
import { mysqlEnrolmentTables } from '../../../services/nursery/src/nursery-child.ts';
import { nurserySite } from '../../../services/nursery/src/pages/site.ts';
import { staffPages } from '../../../services/nursery/src/pages/staff-pages.ts';
import { type LoneSystem, startLoneSystem } from './lone-system.ts';

const LIMITS = {
  MAX_OPEN_APPLICATIONS: 3,
  MAX_OPEN_APPLICATIONS_ENROLLED: 2,
  MAX_CHILDREN: 10,
  PRIVACY_OFFICER: '보호책임자',
};
const showSignIn = () => undefined;
const audit = { note: async () => undefined };

export const aProgram: Principal = { kind: 'key', id: 'agency', role: 'program' };
export const aParentOf = ({ user_id }: Application): Principal => ({
  kind: 'person',
  id: 'p',
  role: 'parent',
  userId: user_id,
});
export const aStaffOf = ({ nursery_id }: Application): Principal => ({
  kind: 'person',
  id: 's',
  role: 'staff',
  nurseryId: nursery_id,
});

/** The parents' system alone. @param name of its database */
export const startEnterwait = (name: string): Promise<LoneSystem> =>
  startLoneSystem<FamilyTables & OpenApplicationTables>({
    name: 'enterwait',
    database: name,
    own: {
      tables: (tx) => ({ ...mysqlFamilyTables(tx), ...mysqlOpenApplicationTables(tx) }),
      authorise: parentAuthority,
      onExpectedStatus: () => applicationLimit(LIMITS),
    },
    routes: (parts) => parentPages({ ...parts, audit } as never, LIMITS),
    site: parentSite(undefined, { showSignIn }),
  });

/** The daycares' system alone. */
export const startNursery = (name: string): Promise<LoneSystem> =>
  startLoneSystem({
    name: 'nursery',
    database: name,
    own: { tables: mysqlEnrolmentTables, onExpectedStatus: enrolment },
    routes: (parts) => staffPages(parts as never),
    site: nurserySite(undefined, { showSignIn }),
  });
