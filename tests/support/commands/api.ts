import { createHash, randomBytes } from 'node:crypto';
import type { Application } from '@enterwait/domain/application';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { theStack } from '../stack/stack.ts';
import { idOf } from './samples.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text.startsWith('{') ? JSON.parse(text) : { text },
  };
}

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  call(url, {
    method: 'POST',
    body: typeof body === 'string' || Buffer.isBuffer(body) ? (body as string) : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

/** The headers of a program that holds a key. */
export const withKey = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
export const asProgram = (): Record<string, string> => withKey(theStack().keys.program);
export const asOperator = (): Record<string, string> => withKey(theStack().keys.operator);
export const asAdmin = (): Record<string, string> => withKey(theStack().adminToken);

/** Further processes of a service, and how many calls have been spread over all of them. */
const doors = new Map<ServiceName, string[]>();
let calls = 0;

/** From now on, calls to a service also go to this address, in turn. @returns a function that ends this */
export function openDoor(service: ServiceName, url: string): () => void {
  doors.set(service, [...(doors.get(service) ?? []), url]);
  return () => {
    doors.set(
      service,
      (doors.get(service) ?? []).filter((one) => one !== url),
    );
  };
}

export function urlOf(service: ServiceName): string {
  const urls = [theStack()[`${service}Url`], ...(doors.get(service) ?? [])];
  calls += 1;
  return urls[calls % urls.length] ?? '';
}

/** Calls for every family and daycare of these tests, each in its own system, with the key of a program that may act for all of them. */
export const parents = {
  request: (application: Application) => post(`${urlOf('enterwait')}/enterwait/request`, application, asProgram()),
  cancel: (application: Application) => post(`${urlOf('enterwait')}/enterwait/cancel`, application, asProgram()),
  look: (application: Application) =>
    call(`${urlOf('enterwait')}/requests/${idOf(application)}`, { headers: asProgram() }),
};
export const staff = {
  accept: (application: Application) => post(`${urlOf('nursery')}/request/accept`, application, asProgram()),
  reject: (application: Application) => post(`${urlOf('nursery')}/request/reject`, application, asProgram()),
  look: (application: Application) =>
    call(`${urlOf('nursery')}/requests/${idOf(application)}`, { headers: asProgram() }),
};
export const operators = {
  cancel: (application: Application) =>
    post(`${urlOf('management')}/requests/${idOf(application)}/cancel`, '', asOperator()),
  look: (application: Application) =>
    call(`${urlOf('management')}/requests/${idOf(application)}`, { headers: asOperator() }),
};

/** Enters a key that only this test has. @returns the key, `ew_…` */
export async function enterKey(
  service: ServiceName,
  name: string,
  owner: { role: string; user_id?: string; nursery_id?: string; expires_at?: string },
): Promise<string> {
  const key = `ew_${randomBytes(24).toString('hex')}`;
  const sha256 = createHash('sha256').update(key).digest('hex');
  const answer = await call(`${urlOf(service)}/admin/keys/${name}`, {
    method: 'PUT',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, sha256 }),
  });
  if (answer.status !== 200) throw new Error(`PUT /admin/keys/${name}: ${answer.status} ${String(answer.json.code)}`);
  return key;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: string;
  readonly user_id?: string;
  readonly nursery_id?: string;
}

/** Enters a person as the administrator does. */
export async function enterPerson(service: ServiceName, person: NewPerson): Promise<void> {
  const answer = await post(`${urlOf(service)}/admin/people`, person, asAdmin());
  if (answer.status !== 200) throw new Error(`POST /admin/people: ${answer.status} ${String(answer.json.code)}`);
}

/** What a browser adds to a form of the same site. */
export const sameOrigin = (url: string): Record<string, string> => ({ origin: new URL(url).origin });

/** Posts a form as a page without scripts does; the answer is not followed. */
export const postForm = (
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { ...sameOrigin(url), accept: 'text/html', ...headers },
    redirect: 'manual',
  });

/** The cookies that an answer sets, in the form in which a browser sends them back. */
export const cookiesOf = (response: Response): Record<string, string> => ({
  cookie: response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; '),
});

/** Signs in by the form, as the system's demo person unless told otherwise. @returns the header with the session's cookie */
export async function signIn(
  service: ServiceName,
  email: string = demoEmail(service),
  password: string = theStack().demo.password,
): Promise<Record<string, string>> {
  const response = await postForm(`${urlOf(service)}/sign-in`, { email, password });
  if (response.status !== 303) throw new Error(`POST ${service}/sign-in: ${response.status}`);
  return cookiesOf(response);
}

function demoEmail(service: ServiceName): string {
  const { parent, staff: daycare, operator } = theStack().demo;
  return { enterwait: parent.email, nursery: daycare.email, management: operator.email }[service];
}
