import type { Route } from '@enterwait/http/app';
import type { WaitlistParts } from '@enterwait/ledger/service';
import type { ChildrenLimit } from '../family.ts';
import type { Limits } from '../open-applications.ts';
import { applicationPages } from './application.ts';
import { applicationsPages } from './applications.tsx';
import { applyPages } from './apply.ts';
import { childrenPages } from './children.ts';
import { consentPages } from './consents.ts';
import { daycaresPage } from './daycares.tsx';
import { homePage } from './home.tsx';
import { leavePages } from './leave.ts';
import { ownDataPage } from './own-data.ts';
import { type PrivacySettings, privacyPage } from './privacy.tsx';
import { profilePages } from './profile.tsx';

export type ParentSettings = Limits & ChildrenLimit & PrivacySettings;

/** The parents' pages. */
export const parentPages = (parts: WaitlistParts, limits: ParentSettings): readonly Route[] => [
  homePage(parts.pool),
  ...profilePages(parts),
  ...childrenPages({ ...parts, limits }),
  daycaresPage(parts.pool),
  ...applyPages({ ...parts, limits }),
  ...applicationsPages(parts.pool),
  ...applicationPages(parts),
  ...consentPages(parts),
  ownDataPage(parts),
  ...(parts.accounts === undefined ? [] : leavePages({ ...parts, accounts: parts.accounts })),
  privacyPage(limits),
];
