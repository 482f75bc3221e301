import type { Route } from '@enterwait/http/app';
import type { WaitlistParts } from '@enterwait/ledger/service';
import { pageRoute, redirect } from '@enterwait/pages/site';
import { applicationPages } from './application/application-page.tsx';
import { decisionPages } from './application/decide-page.tsx';
import { childrenPages } from './lists/children-page.tsx';
import { waitingPages } from './lists/waiting-page.tsx';

/** The pages for a daycare's staff, who see only their own daycare. */
export const staffPages = (parts: WaitlistParts): readonly Route[] => [
  pageRoute({
    method: 'get',
    path: '/',
    access: ['staff'],
    personalData: 'none',
    handler: (_req, res) => redirect(res, '/waiting'),
  }),
  ...waitingPages(parts),
  ...childrenPages(parts),
  ...applicationPages(parts),
  ...decisionPages(parts),
];
