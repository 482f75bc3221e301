import type { Route } from '@enterwait/http/app';
import type { Monitoring } from '../monitoring.ts';
import { applicationPages } from './application.tsx';
import { applicationsPage } from './applications.tsx';
import { cancelPages } from './cancel.tsx';
import { deadLetterPages } from './dead-letters.tsx';
import { figuresPage } from './figures.tsx';
import { healthPages } from './health.tsx';

/** The operators' pages. */
export const operatorPages = (monitoring: Monitoring): readonly Route[] => [
  ...healthPages(monitoring.health),
  applicationsPage(monitoring.table),
  ...applicationPages(monitoring),
  ...cancelPages(monitoring),
  ...deadLetterPages(monitoring),
  figuresPage(monitoring.samples),
];
