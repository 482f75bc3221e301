import type { Route } from '@enterwait/http/app';
import type { Monitoring } from './monitoring.ts';
import { applicationsRoute } from './routes/applications.ts';
import { auditTrailRoute } from './routes/audit.ts';
import { cancelRoute } from './routes/cancel.ts';
import { deadLettersRoute, redriveRoute } from './routes/dead-letters.ts';
import { figuresRoute } from './routes/figures.ts';
import { partsHealthRoute } from './routes/health.ts';
import { timelineRoute } from './routes/timeline.ts';

/** The operators' JSON API. */
export const apiRoutes = (monitoring: Monitoring): readonly Route[] => [
  applicationsRoute(monitoring.table),
  timelineRoute(monitoring.timelines),
  auditTrailRoute(monitoring.trail),
  cancelRoute(monitoring),
  deadLettersRoute(monitoring.deadLetters),
  redriveRoute(monitoring),
  figuresRoute(monitoring.samples),
  partsHealthRoute(monitoring.health),
];
