import { createHash } from 'node:crypto';
import { SAMPLE_APPLICATION } from '@enterwait/domain/application';
import type { ServiceName } from '../stack/stack.ts';
import type { Secrets } from '../state/secrets.ts';
import { demoOf } from './people.ts';

interface AdminCall {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: Record<string, string>;
}

/** The calls that enter the demo's accounts into a service once it accepts calls. */
export function demoEntries(name: ServiceName, secrets: Secrets): AdminCall[] {
  const { password, parent, staff, operator } = demoOf(secrets);
  const key = (keyName: string, value: string, role: string, owner: Record<string, string> = {}): AdminCall => ({
    method: 'PUT',
    path: `/admin/keys/${keyName}`,
    // A service stores only the hash, so it receives only the hash.
    body: { role, sha256: createHash('sha256').update(value).digest('hex'), ...owner },
  });
  const person = (body: Record<string, string>): AdminCall => ({
    method: 'POST',
    path: '/admin/people',
    body: { password, ...body },
  });
  const { email: _parent, child_id, ...family } = parent;
  const { child_name, child_birthday, parent_name, parent_tel, parent_address, parent_postcode } = SAMPLE_APPLICATION;
  const home = { address: parent_address, postcode: parent_postcode };
  const { email: _staff, ...daycare } = staff;
  const everywhere = [
    key('demo-operator', secrets.OPERATOR_KEY, 'operator'),
    key('demo-program', secrets.PROGRAM_KEY, 'program'),
  ];
  const peer = key('management', secrets.PEER_KEY, 'operator');
  const own: Record<ServiceName, AdminCall[]> = {
    enterwait: [
      peer,
      key('demo-parent', secrets.PARENT_KEY, 'parent', family),
      person({ email: parent.email, name: parent_name, role: 'parent', ...family }),
      {
        method: 'PUT',
        path: `/admin/children/${child_id}`,
        body: { ...family, name: child_name, birthday: child_birthday, ...home },
      },
      // A parent's applications take these details from the register.
      { method: 'PUT', path: '/admin/parents', body: { ...family, tel: parent_tel, ...home } },
    ],
    nursery: [
      peer,
      key('demo-staff', secrets.STAFF_KEY, 'staff', daycare),
      person({ email: staff.email, name: '이서연', role: 'staff', ...daycare }),
    ],
    management: [person({ email: operator.email, name: '박지훈', role: 'operator' })],
  };
  return [...everywhere, ...own[name]];
}
