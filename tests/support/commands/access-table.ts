import type { Application } from '@enterwait/domain/application';
import type { ServiceName } from '../../../localstack/stack/stack.ts';

export type Allowed = 'parent' | 'staff' | 'operator' | 'program' | 'admin';

/** An endpoint and who may call it. Written by hand, because what the code says about itself would prove nothing. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly access: 'open' | 'signed' | readonly Allowed[];
  /** What it shows or changes belongs to somebody: another person of the same role is refused. */
  readonly own?: boolean;
  /** A page; `person`: one that needs a signed-in person, not a key. */
  readonly page?: 'page' | 'person';
  readonly query?: string;
  /** The body to send if an empty one would not reach the owner's check. */
  readonly body?: (application: Application) => string;
}

/** These are served beside the routes and are not in the document that lists them. */
export const UNLISTED = ['GET /openapi.json', 'GET /docs/', 'GET /assets/nothing.css'];

const MAINTAINERS = ['operator', 'program', 'admin'] as const;
const json = (application: Application): string => JSON.stringify(application);

const COMMON: readonly Endpoint[] = [
  { method: 'GET', path: '/healthz', access: 'open' },
  { method: 'GET', path: '/readyz', access: 'open' },
  { method: 'GET', path: '/assets/nothing.css', access: 'open' },
  { method: 'GET', path: '/metrics', access: MAINTAINERS },
  { method: 'GET', path: '/openapi.json', access: MAINTAINERS },
  { method: 'GET', path: '/docs/', access: MAINTAINERS },
  { method: 'GET', path: '/audit', access: MAINTAINERS },
  { method: 'GET', path: '/access-records', query: '?month=2026-11', access: MAINTAINERS },
  { method: 'GET', path: '/admin/init', access: ['admin'] },
  { method: 'PUT', path: '/admin/keys/:name', access: ['admin'] },
  { method: 'DELETE', path: '/admin/keys/:name', access: ['admin'] },
  { method: 'POST', path: '/admin/people', access: ['admin'] },
  { method: 'DELETE', path: '/admin/people', access: ['admin'] },
  { method: 'GET', path: '/sign-in', access: 'open', page: 'page' },
  { method: 'POST', path: '/sign-in', access: 'open', page: 'page' },
  { method: 'GET', path: '/forgot', access: 'open', page: 'page' },
  { method: 'POST', path: '/forgot', access: 'open', page: 'page' },
  { method: 'GET', path: '/reset', access: 'open', page: 'page' },
  { method: 'POST', path: '/reset', access: 'open', page: 'page' },
  { method: 'GET', path: '/verify', access: 'open', page: 'page' },
  { method: 'POST', path: '/verify', access: 'open', page: 'page' },
];

const accountPages = (role: Allowed): Endpoint[] => [
  { method: 'GET', path: '/account', access: [role], page: 'person' },
  { method: 'POST', path: '/account/password', access: [role], page: 'person' },
  { method: 'POST', path: '/account/sessions', access: [role], page: 'person' },
  { method: 'POST', path: '/verify/again', access: [role], page: 'person' },
];

/** For staff and operators only: parents have no second factor. */
const secondFactor = (role: Allowed): Endpoint[] => [
  { method: 'DELETE', path: '/admin/people/second-factor', access: ['admin'] },
  { method: 'GET', path: '/sign-in/code', access: 'open', page: 'page' },
  { method: 'POST', path: '/sign-in/code', access: 'open', page: 'page' },
  { method: 'GET', path: '/account/second-factor', access: [role], page: 'person' },
  { method: 'POST', path: '/account/second-factor/start', access: [role], page: 'person' },
  { method: 'POST', path: '/account/second-factor/confirm', access: [role], page: 'person' },
  { method: 'POST', path: '/account/second-factor/codes', access: [role], page: 'person' },
  { method: 'POST', path: '/account/second-factor/off', access: [role], page: 'person' },
];

const page = (method: 'GET' | 'POST', path: string, role: Allowed, rest: Partial<Endpoint> = {}): Endpoint => ({
  method,
  path,
  access: [role],
  page: 'page',
  ...rest,
});

const parents = (method: 'GET' | 'POST', path: string, rest: Partial<Endpoint> = {}) =>
  page(method, path, 'parent', rest);
const staff = (method: 'GET' | 'POST', path: string, rest: Partial<Endpoint> = {}) => page(method, path, 'staff', rest);
const operators = (method: 'GET' | 'POST', path: string) => page(method, path, 'operator');

/** The last call of a session. */
const LAST: Endpoint = { method: 'POST', path: '/sign-out', access: 'open', page: 'page' };

export const ENDPOINTS: Record<ServiceName, readonly Endpoint[]> = {
  enterwait: [
    ...COMMON,
    ...accountPages('parent'),
    { method: 'PUT', path: '/admin/nurseries/:nursery_id', access: ['admin'] },
    { method: 'PUT', path: '/admin/children/:child_id', access: ['admin'] },
    { method: 'PUT', path: '/admin/parents', access: ['admin'] },
    { method: 'POST', path: '/enterwait/request', access: ['parent', 'program'], own: true, body: json },
    { method: 'POST', path: '/enterwait/cancel', access: ['parent', 'program'], own: true, body: json },
    { method: 'POST', path: '/request/accept', access: 'signed' },
    { method: 'POST', path: '/request/reject', access: 'signed' },
    { method: 'POST', path: '/sync/outcome', access: 'signed' },
    { method: 'POST', path: '/sync/mail-address', access: 'signed' },
    { method: 'GET', path: '/requests/:request_id', access: ['parent', 'operator', 'program'], own: true },
    { method: 'GET', path: '/sign-up', access: 'open', page: 'page' },
    { method: 'POST', path: '/sign-up', access: 'open', page: 'page' },
    { method: 'GET', path: '/account/address', access: ['parent'], page: 'person' },
    { method: 'POST', path: '/account/address', access: ['parent'], page: 'person' },
    { method: 'GET', path: '/account/address/confirm', access: 'open', page: 'page' },
    { method: 'POST', path: '/account/address/confirm', access: 'open', page: 'page' },
    { method: 'GET', path: '/', access: 'open', page: 'page' },
    { method: 'GET', path: '/privacy', access: 'open', page: 'page' },
    parents('GET', '/account/data', { page: 'person' }),
    parents('GET', '/leave', { page: 'person' }),
    parents('POST', '/leave', { page: 'person' }),
    parents('GET', '/consents', { page: 'person' }),
    parents('POST', '/consents', { page: 'person' }),
    parents('GET', '/consents/:kind/withdraw', { page: 'person' }),
    parents('POST', '/consents/:kind/withdraw', { page: 'person' }),
    parents('GET', '/daycares'),
    parents('GET', '/profile'),
    parents('POST', '/profile'),
    parents('GET', '/children'),
    parents('GET', '/children/new'),
    parents('POST', '/children/new'),
    parents('GET', '/children/:child_id/edit', { own: true }),
    parents('POST', '/children/:child_id/edit', { own: true }),
    parents('GET', '/children/:child_id/remove', { own: true }),
    parents('GET', '/apply'),
    parents('POST', '/apply/check'),
    parents('POST', '/apply'),
    parents('GET', '/applications'),
    parents('GET', '/applications/live'),
    parents('GET', '/applications/:request_id', { own: true }),
    parents('GET', '/applications/:request_id/live', { own: true }),
    parents('GET', '/a/:event_id', { own: true }),
    parents('GET', '/applications/:request_id/cancel', { own: true }),
    parents('POST', '/applications/:request_id/cancel', { own: true }),
    parents('POST', '/children/:child_id/remove', { own: true }),
    LAST,
  ],
  nursery: [
    ...COMMON,
    ...accountPages('staff'),
    ...secondFactor('staff'),
    { method: 'PUT', path: '/admin/nurseries/:nursery_id', access: ['admin'] },
    { method: 'POST', path: '/request/reject', access: ['staff', 'program'], own: true, body: json },
    { method: 'POST', path: '/nursery/leave', access: ['staff', 'program'], own: true, body: json },
    { method: 'POST', path: '/request/accept', access: ['staff', 'program'], own: true, body: json },
    { method: 'POST', path: '/enterwait/request', access: 'signed' },
    { method: 'POST', path: '/enterwait/cancel', access: 'signed' },
    { method: 'POST', path: '/sync/outcome', access: 'signed' },
    { method: 'POST', path: '/sync/mail-address', access: 'signed' },
    { method: 'GET', path: '/requests/:request_id', access: ['staff', 'operator', 'program'], own: true },
    staff('GET', '/'),
    staff('GET', '/waiting'),
    staff('GET', '/waiting/list'),
    staff('GET', '/children'),
    staff('GET', '/children/list'),
    staff('GET', '/applications/:request_id', { own: true }),
    staff('GET', '/applications/:request_id/state', { own: true }),
    staff('GET', '/applications/:request_id/accept', { own: true }),
    staff('GET', '/applications/:request_id/reject', { own: true }),
    staff('GET', '/applications/:request_id/leave', { own: true }),
    staff('POST', '/applications/:request_id/accept', { own: true }),
    staff('POST', '/applications/:request_id/reject', { own: true }),
    staff('POST', '/applications/:request_id/leave', { own: true }),
    LAST,
  ],
  management: [
    ...COMMON,
    ...accountPages('operator'),
    ...secondFactor('operator'),
    { method: 'GET', path: '/requests/:request_id', access: ['operator', 'program'] },
    { method: 'POST', path: '/requests/:request_id/cancel', access: ['operator'] },
    { method: 'GET', path: '/requests/:request_id/audit', access: ['operator', 'program'] },
    { method: 'GET', path: '/applications', access: ['operator', 'program'] },
    { method: 'GET', path: '/dead-letters', access: ['operator', 'program'] },
    { method: 'POST', path: '/dead-letters/:queue/redrive', access: ['operator'] },
    { method: 'GET', path: '/figures', access: ['operator', 'program'] },
    { method: 'GET', path: '/health/parts', access: ['operator', 'program'] },
    operators('GET', '/'),
    operators('GET', '/console/applications'),
    operators('GET', '/console/applications/:request_id'),
    operators('GET', '/console/applications/:request_id/live'),
    operators('GET', '/console/applications/:request_id/cancel'),
    operators('POST', '/console/applications/:request_id/cancel'),
    operators('GET', '/console/dead-letters'),
    operators('GET', '/console/dead-letters/live'),
    operators('GET', '/console/dead-letters/:queue'),
    operators('GET', '/console/dead-letters/:queue/redrive'),
    operators('POST', '/console/dead-letters/:queue/redrive'),
    operators('GET', '/console/access-records'),
    operators('GET', '/console/figures'),
    operators('GET', '/console/health'),
    operators('GET', '/console/health/live'),
    operators('GET', '/console/health/overall'),
    LAST,
  ],
};
