import type { Finding } from '@enterwait/command-line/output';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { type Answer, request, type Site, untilWell } from './site.ts';

/** What must be closed from outside: without a credential, or entirely where the load balancer blocks it. */
const CLOSED: Readonly<Record<ServiceName, readonly { method: 'GET' | 'POST'; path: string }[]>> = {
  enterwait: [
    { method: 'POST', path: '/enterwait/request' },
    { method: 'POST', path: '/request/accept' },
    { method: 'POST', path: '/sync/outcome' },
    { method: 'POST', path: '/sync/mail-address' },
  ],
  nursery: [
    { method: 'POST', path: '/request/accept' },
    { method: 'POST', path: '/enterwait/request' },
    { method: 'POST', path: '/sync/outcome' },
    { method: 'POST', path: '/sync/mail-address' },
  ],
  management: [{ method: 'GET', path: '/audit' }],
};
const CLOSED_EVERYWHERE = [
  { method: 'GET', path: '/admin/init' },
  { method: 'GET', path: '/metrics' },
] as const;

const expectStatus = (answer: Answer, ...statuses: number[]): string[] =>
  statuses.includes(answer.status) ? [] : [`HTTP ${answer.status}, not ${statuses.join(' or ')}`];

/** Everything about a service that can be checked from outside without a credential. */
export async function* lookAtDoors({ urls, patienceMs }: Site): AsyncGenerator<Finding> {
  for (const [name, url] of Object.entries(urls) as [ServiceName, string][]) {
    yield untilWell(`${name}: alive (/healthz)`, patienceMs, async () =>
      expectStatus(await request(`${url}/healthz`), 200),
    );
    yield untilWell(`${name}: ready for work (/readyz)`, patienceMs, async () =>
      expectStatus(await request(`${url}/readyz`), 200),
    );
    for (const { method, path } of [...CLOSED[name], ...CLOSED_EVERYWHERE]) {
      yield untilWell(`${name}: closed to strangers: ${method} ${path}`, 0, async () =>
        expectStatus(
          await request(url + path, {
            method,
            headers: { 'content-type': 'application/json' },
            ...(method === 'POST' ? { body: '{}' } : {}),
          }),
          401,
          404,
        ),
      );
    }
    yield untilWell(`${name}: tells browsers to be careful`, 0, async () =>
      carefulHeaders(await request(`${url}/`), url.startsWith('https:')),
    );
    if (url.startsWith('https:')) {
      yield untilWell(`${name}: plain http is sent on to https`, 0, async () => {
        const answer = await request(`${url.replace(/^https:/, 'http:')}/`);
        const to = answer.headers.get('location') ?? '';
        return to.startsWith('https://')
          ? expectStatus(answer, 301, 308)
          : [`HTTP ${answer.status} to ${to || 'nowhere'}`];
      });
    }
  }
}

function carefulHeaders({ headers }: Answer, isHttps: boolean): string[] {
  const policy = headers.get('content-security-policy') ?? '';
  return [
    ...(policy.includes("default-src 'self'") && !policy.includes('unsafe')
      ? []
      : [`content-security-policy: ${policy}`]),
    ...(headers.get('x-content-type-options') === 'nosniff' ? [] : ['no x-content-type-options']),
    ...(headers.get('cache-control') === 'no-store' ? [] : [`cache-control: ${headers.get('cache-control')}`]),
    ...(isHttps && !headers.has('strict-transport-security') ? ['no strict-transport-security'] : []),
    ...(headers.has('x-powered-by') ? ['tells what it is made with'] : []),
  ];
}
