import type { Application } from '@enterwait/domain';
import { idOf } from './samples.ts';
import { theStack } from './stack.ts';

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

/** What people do, each in their own system. */
export const parents = {
  request: (application: Application) => post(`${theStack().enterwaitUrl}/enterwait/request`, application),
  cancel: (application: Application) => post(`${theStack().enterwaitUrl}/enterwait/cancel`, application),
  look: (application: Application) => call(`${theStack().enterwaitUrl}/requests/${idOf(application)}`),
};
export const staff = {
  accept: (application: Application) => post(`${theStack().nurseryUrl}/request/accept`, application),
  reject: (application: Application) => post(`${theStack().nurseryUrl}/request/reject`, application),
  look: (application: Application) => call(`${theStack().nurseryUrl}/requests/${idOf(application)}`),
};
export const asAdmin = (): Record<string, string> => ({ authorization: `Bearer ${theStack().adminToken}` });
export const operators = {
  cancel: (application: Application) =>
    post(`${theStack().managementUrl}/requests/${idOf(application)}/cancel`, '', asAdmin()),
  look: (application: Application) =>
    call(`${theStack().managementUrl}/requests/${idOf(application)}`, { headers: asAdmin() }),
};
