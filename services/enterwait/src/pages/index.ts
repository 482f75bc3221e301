import type { Route } from '@enterwait/http/app';
import type { WaitlistParts } from '@enterwait/ledger/service';
import type { Limits } from '../applications/open-applications.ts';
import type { ChildrenLimit } from '../family/family.ts';
import { leavePages } from './account/leave.ts';
import { ownDataPage } from './account/own-data.ts';
import { profilePages } from './account/profile.tsx';
import { applicationPages } from './applications/application.ts';
import { applicationsPages } from './applications/applications.tsx';
import { applyPages } from './apply/apply.ts';
import { daycaresPage } from './apply/daycares.tsx';
import { childrenPages } from './children/children.ts';
import { consentPages } from './consents/consents.ts';
import { type PrivacySettings, privacyPage } from './consents/privacy.tsx';
import { homePage } from './home.tsx';

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
