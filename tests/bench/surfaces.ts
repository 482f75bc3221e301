import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName, type StartedStack } from '../../localstack/stack/stack.ts';
import type { Surface } from './measure.ts';

const ROLES = { enterwait: 'parent', nursery: 'staff', management: 'operator' } as const;
/** Links of links of the first page: everything within three clicks. */
const CLICKS = 3;
const MOST_LOOKS = 120;

/** A session of the demo's person of a service, as the header with its cookie. */
async function signIn({ services, demo }: StartedStack, service: ServiceName): Promise<Record<string, string>> {
  const { url } = services[service];
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ email: demo[ROLES[service]].email, password: demo.password }),
    headers: { origin: new URL(url).origin, accept: 'text/html' },
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`${url}/sign-in: HTTP ${answer.status}`);
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  return { cookie: cookies.join('; '), accept: 'text/html' };
}

/**
 * Every page that the demo's parent, staff and operator can reach by links, one of each kind, and every list and query of the JSON
 * APIs. They are found by crawling, so a new page is measured without being named here.
 * @param examples values for the parameters of a path, by their name
 */
export async function findSurfaces(
  stack: StartedStack,
  examples: Readonly<Record<string, string>>,
): Promise<Surface[]> {
  const found: Surface[] = [];
  for (const service of SERVICE_NAMES) {
    const session = await signIn(stack, service);
    found.push(...(await pagesOf(service, stack.services[service].url, session)));
    found.push(...(await queriesOf(service, stack, examples)));
  }
  return found;
}

async function pagesOf(service: ServiceName, url: string, headers: Record<string, string>): Promise<Surface[]> {
  const surfaces = new Map<string, Surface>();
  const seen = new Set<string>();
  let paths = ['/'];
  for (let click = 0; click <= CLICKS; click += 1) {
    const next: string[] = [];
    for (const path of paths) {
      if (surfaces.size + seen.size > MOST_LOOKS) break;
      const kind = kindOf(path);
      if (seen.has(kind)) continue;
      seen.add(kind);
      const answer = await fetch(url + path, { headers, redirect: 'manual' });
      const text = await answer.text();
      const elsewhere = answer.headers.get('location');
      if (elsewhere?.startsWith('/')) next.push(elsewhere);
      if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith('text/html')) continue;
      surfaces.set(kind, { name: `${service} ${kind}`, url: url + path, headers });
      next.push(...linksOf(text));
    }
    paths = next;
  }
  return [...surfaces.values()];
}

/** The pages that a page links to or loads by itself. */
const linksOf = (markup: string): string[] =>
  [...markup.matchAll(/<(?:a|div|section|span|td|p)\b[^>]*?\s(?:href|hx-get)="(\/[^"#]*)"/g)]
    .map(([, path = '']) => path.replaceAll('&amp;', '&'))
    .filter((path) => !/^\/(assets|docs|openapi|metrics|sign-in\/)/.test(path));

/** Two pages that differ only in ids or in values of their query are of one kind. */
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://here');
  const kind = pathname
    .split('/')
    .map((part) => (/\d{5}/.test(part) ? ':id' : part))
    .join('/');
  const keys = [...new Set(searchParams.keys())].sort();
  return keys.length === 0 ? kind : `${kind}?${keys.join('&')}`;
}

const openApiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const NO_QUERIES = /^\/(healthz|readyz|metrics|admin\/|openapi)/;

async function queriesOf(
  service: ServiceName,
  { services, keys }: StartedStack,
  examples: Readonly<Record<string, string>>,
): Promise<Surface[]> {
  const { url } = services[service];
  const headers = { authorization: `Bearer ${keys.operator}` };
  const answer = await fetch(`${url}/openapi.json`, { headers });
  const { paths } = openApiSchema.parse(await answer.json());
  const surfaces: Surface[] = [];
  for (const path of Object.keys(paths).filter((one) => 'get' in (paths[one] ?? {}) && !NO_QUERIES.test(one))) {
    const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => examples[name] ?? whole);
    if (filled.includes('{')) continue;
    const looked = await fetch(url + filled, { headers });
    await looked.arrayBuffer();
    if (looked.status === 200) surfaces.push({ name: `${service} ${path} (JSON)`, url: url + filled, headers });
  }
  return surfaces;
}
