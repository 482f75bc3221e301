import type { Application } from '@enterwait/domain/application';
import { asAdmin, call, urlOf } from '../commands/api.ts';

/** Registers an application's child and its parent's contact data, for a family without an account. @param url of an enterwait process */
export async function register(a: Application, url = urlOf('enterwait')): Promise<void> {
  await registerChild(a, url);
  await registerContact(a, { name: a.parent_name, email: a.parent_email }, url);
}

export const registerChild = (a: Application, url = urlOf('enterwait')): Promise<void> =>
  enter(`${url}/admin/children/${a.child_id}`, {
    ...homeOf(a),
    name: a.child_name,
    birthday: a.child_birthday,
  });

/** Enters a parent's contact data. @param identity name and address of a parent without an account; an account has its own */
export const registerContact = (
  a: Application,
  identity: { readonly name?: string; readonly email?: string } = {},
  url = urlOf('enterwait'),
): Promise<void> => enter(`${url}/admin/parents`, { ...homeOf(a), tel: a.parent_tel, ...identity });

const homeOf = (a: Application) => ({ user_id: a.user_id, address: a.parent_address, postcode: a.parent_postcode });

async function enter(url: string, entry: Record<string, string>): Promise<void> {
  const { status } = await call(url, {
    method: 'PUT',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify(entry),
  });
  expect([url, status]).toEqual([url, 200]);
}
