import { join } from 'node:path';
import { accountsOf } from '@enterwait/accounts';
import { readConfig } from '@enterwait/http/config';
import { main } from '@enterwait/http/server';
import { startWaitlistService } from '@enterwait/ledger/service';
import { accessRecordsOnly } from '@enterwait/operations/access-records';
import {
  applicationLimit,
  limitVariables,
  mysqlOpenApplicationTables,
  type OpenApplicationTables,
} from './applications/open-applications.ts';
import { childrenVariables, type FamilyTables, mysqlFamilyTables } from './family/family.ts';
import { parentAuthority } from './family/parent-authority.ts';
import { SIGN_UP_CONSENTS } from './pages/consents/consent-fields.tsx';
import { privacyVariables } from './pages/consents/privacy.tsx';
import { parentPages } from './pages/index.ts';
import { parentSite } from './pages/site.ts';
import { routes } from './routes.ts';

await main(async () => {
  if (await accessRecordsOnly('enterwait')) return undefined;
  const limits = readConfig({ ...limitVariables, ...childrenVariables, ...privacyVariables });
  return startWaitlistService<FamilyTables & OpenApplicationTables>({
    name: 'enterwait',
    info: {
      title: 'Enterwait 입소대기신청시스템',
      version: '1',
      description: '학부모의 입소대기 신청과 취소 · where parents ask for a place and withdraw',
    },
    defaultPort: 3000,
    root: import.meta.dirname,
    routes: (parts) => [...routes(parts, limits), ...parentPages(parts, limits)],
    accounts: accountsOf({ role: 'parent', signUp: true, oidc: false, consents: SIGN_UP_CONSENTS }),
    pages: (accounts) => parentSite(join(import.meta.dirname, 'assets'), accounts),
    own: {
      tables: (tx) => ({ ...mysqlFamilyTables(tx), ...mysqlOpenApplicationTables(tx) }),
      authorise: parentAuthority,
      onExpectedStatus: () => applicationLimit(limits),
    },
  });
});
