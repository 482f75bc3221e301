import type { Application } from '@enterwait/domain';
import { asAdmin, call, urlOf } from './api.ts';

/** Registers the child of an application and how its parent is reached, for a family without an account. @param url of a process of enterwait */
export async function register(a: Application, url = urlOf('enterwait')): Promise<void> {
  const home = { user_id: a.user_id, address: a.parent_address, postcode: a.parent_postcode };
  const entries = {
    [`/admin/children/${a.child_id}`]: { ...home, name: a.child_name, birthday: a.child_birthday },
    '/admin/parents': { ...home, tel: a.parent_tel, name: a.parent_name, email: a.parent_email },
  };
  for (const [path, entry] of Object.entries(entries)) {
    const entered = await call(url + path, {
      method: 'PUT',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify(entry),
    });
    expect([path, entered.status]).toEqual([path, 200]);
  }
}
