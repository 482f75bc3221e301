import type { Route, WaitlistParts } from '@enterwait/service';
import type { ChildrenLimit } from '../family.ts';
import type { Limits } from '../open-applications.ts';
import { applicationPages } from './application.ts';
import { applicationsPages } from './applications.tsx';
import { applyPages } from './apply.ts';
import { childrenPages } from './children.ts';
import { daycaresPage } from './daycares.tsx';
import { homePage } from './home.tsx';
import { profilePages } from './profile.tsx';

/** What parents see. */
export const parentPages = (parts: WaitlistParts, limits: Limits & ChildrenLimit): readonly Route[] => [
  homePage(parts.pool),
  ...profilePages(parts),
  ...childrenPages({ ...parts, limits }),
  daycaresPage(parts.pool),
  ...applyPages({ ...parts, limits }),
  ...applicationsPages(parts.pool),
  ...applicationPages(parts),
];
