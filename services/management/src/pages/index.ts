import type { Route } from '@enterwait/http/app';
import type { Monitoring } from '../monitoring.ts';
import { applicationPages } from './applications/application.tsx';
import { applicationsPage } from './applications/applications.tsx';
import { cancelPages } from './applications/cancel.tsx';
import { deadLetterPages } from './system/dead-letters.tsx';
import { figuresPage } from './system/figures.tsx';
import { healthPages } from './system/health.tsx';

/** The operators' pages. */
export const operatorPages = (monitoring: Monitoring): readonly Route[] => [
  ...healthPages(monitoring.health),
  applicationsPage(monitoring.table),
  ...applicationPages(monitoring),
  ...cancelPages(monitoring),
  ...deadLetterPages(monitoring),
  figuresPage(monitoring.samples),
];
