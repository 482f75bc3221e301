import { join } from 'node:path';
import { accountsOf } from '@enterwait/accounts';
import { main } from '@enterwait/http/server';
import { startWaitlistService } from '@enterwait/ledger/service';
import { accessRecordsOnly } from '@enterwait/operations/access-records';
import { enrolment } from './enrolment.ts';
import { mysqlEnrolmentTables } from './nursery-child.ts';
import { nurserySite } from './pages/site.ts';
import { staffPages } from './pages/staff-pages.ts';
import { routes } from './routes.ts';
import { staffAuthority } from './staff-authority.ts';

await main(async () => {
  if (await accessRecordsOnly('nursery')) return undefined;
  return startWaitlistService({
    name: 'nursery',
    info: {
      title: 'Nursery 아동관리시스템',
      version: '1',
      description: '어린이집의 승인과 반려, 재원 아동 · where daycares accept and reject, and keep their children',
    },
    defaultPort: 4000,
    root: import.meta.dirname,
    routes: (parts) => [...routes(parts), ...staffPages(parts)],
    accounts: accountsOf({ role: 'staff', signUp: false, oidc: true }),
    pages: (accounts) => nurserySite(join(import.meta.dirname, 'assets'), accounts),
    own: { tables: mysqlEnrolmentTables, onExpectedStatus: enrolment, authorise: staffAuthority },
  });
});
