import { ofOneself } from '@enterwait/accounts';
import type { Route } from '@enterwait/service';
import { accountRoutes } from '../../packages/accounts/src/pages/account.tsx';
import { peopleRoutes } from '../../packages/accounts/src/routes/people.ts';
import { mustDeclare, requireDeclared } from '../../packages/service/src/access-records/look.ts';
import { accessRecordsRoute } from '../../packages/service/src/routes/access-records.ts';
import { auditRoute } from '../../packages/service/src/routes/audit.ts';
import { initRoute } from '../../packages/service/src/routes/init.ts';
import { keyRoutes } from '../../packages/service/src/routes/keys.ts';
import { nurseryRoute } from '../../packages/service/src/routes/nurseries.ts';
import { metricsRoute } from '../../packages/service/src/routes/operations.ts';
import { requestsRoute } from '../../packages/service/src/routes/requests.ts';
import { parentPages } from '../../services/enterwait/src/pages/index.ts';
import { routes as enterwaitRoutes } from '../../services/enterwait/src/routes.ts';
import { accessRecordPages } from '../../services/management/src/pages/access-records.tsx';
import { operatorPages } from '../../services/management/src/pages/index.ts';
import { apiRoutes } from '../../services/management/src/routes.ts';
import { staffPages } from '../../services/nursery/src/pages/staff-pages.ts';
import { routes as nurseryRoutes } from '../../services/nursery/src/routes.ts';

/** Routes are only listed here, never asked: what they are made of is not touched. */
const nothing = new Proxy(
  {},
  { get: (_target, name) => (name === Symbol.iterator ? () => [].values() : nothing) },
) as never;

const COMMON: readonly Route[] = [
  requestsRoute(nothing, ['staff', 'operator', 'program']),
  auditRoute(nothing),
  accessRecordsRoute(nothing),
  ...keyRoutes(nothing),
  nurseryRoute(nothing),
  initRoute(nothing),
  metricsRoute(nothing),
  ...accountRoutes(Object.assign(Object.create(nothing), { role: 'staff' })).map(ofOneself),
  ...peopleRoutes({ role: 'staff', people: nothing, passwordChanged: nothing, audit: nothing }).map(ofOneself),
];

const SERVICES: Readonly<Record<string, readonly Route[]>> = {
  enterwait: [...COMMON, ...enterwaitRoutes(nothing, nothing), ...parentPages(nothing, nothing)],
  nursery: [...COMMON, ...nurseryRoutes(nothing), ...staffPages(nothing)],
  management: [...COMMON, ...apiRoutes(nothing), ...operatorPages(nothing), ...accessRecordPages(nothing)],
};

test.each(Object.entries(SERVICES))(
  'every page and query of %s says whether it shows personal data',
  (_name, routes) => {
    expect(() => requireDeclared(routes)).not.toThrow();
  },
);

/** By name: whoever adds one here has looked that nobody's data is on it. */
const NONE = [
  'GET /',
  'GET /account',
  'GET /admin/init',
  'GET /console/dead-letters',
  'GET /console/dead-letters/live',
  'GET /console/figures',
  'GET /console/health',
  'GET /console/health/live',
  'GET /console/health/overall',
  'GET /figures',
  'GET /health/parts',
  'GET /metrics',
  'POST /account/password',
  'POST /account/sessions',
  'POST /console/dead-letters/:queue/redrive',
];

test('those that show nobody’s are these, and all others are recorded', () => {
  const declared = Object.values(SERVICES).flat().filter(mustDeclare);
  const none = declared.filter(({ personalData }) => personalData === 'none');
  expect([...new Set(none.map(({ method, path }) => `${method.toUpperCase()} ${path}`))].sort()).toEqual(NONE);
  // A part of a page belongs to a page that is recorded itself.
  const pages = declared.filter(({ personalData }) => personalData === 'recorded').map(({ path }) => path);
  for (const { personalData } of declared)
    if (typeof personalData === 'object') expect(pages).toContain(personalData.refreshOf);
});
