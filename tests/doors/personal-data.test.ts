import { SERVICES, type Service } from '@enterwait/domain/protocol';
import { mustDeclare, requireDeclared } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import { type AssembledService, assembleServices } from './services.ts';

let services: Readonly<Record<Service, AssembledService>>;

beforeAll(async () => {
  services = await assembleServices();
});
afterAll(() => Promise.all(Object.values(services).map(({ close }) => close())));

const pathsOf = (routes: readonly Route[]): string[] =>
  routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

test.each(SERVICES)('every page and query of %s says whether it shows personal data', (service) => {
  const { routes } = services[service];
  expect(routes.length).toBeGreaterThan(20);
  expect(() => requireDeclared(routes)).not.toThrow();
});

/** By name: add a page here only after checking that it shows nobody's data. */
const NONE = [
  'GET /',
  'GET /account',
  'GET /account/second-factor',
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
  'POST /account/second-factor/codes',
  'POST /account/second-factor/confirm',
  'POST /account/second-factor/off',
  'POST /account/second-factor/start',
  'POST /account/sessions',
  'POST /console/dead-letters/:queue/redrive',
  'POST /verify/again',
];

test('those that show nobody’s are these, and all others are recorded', () => {
  const declared = Object.values(services).flatMap(({ routes }) => routes.filter(mustDeclare));
  const none = declared.filter(({ personalData }) => personalData === 'none');
  expect([...new Set(pathsOf(none))].sort()).toEqual(NONE);
  // A part of a page belongs to a page that is itself recorded.
  const pages = declared.filter(({ personalData }) => personalData === 'recorded').map(({ path }) => path);
  for (const { personalData } of declared)
    if (typeof personalData === 'object') expect(pages).toContain(personalData.refreshOf);
});
