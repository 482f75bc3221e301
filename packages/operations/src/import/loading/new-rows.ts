import { queueKey, STATUS } from '@enterwait/domain/protocol';
import type { OldRows } from '../reading/old-schema.ts';
import { accountIdOf, type Imported } from './history.ts';

/** An application, and since when its child has been enrolled at its daycare. */
export interface Placed extends Imported {
  readonly enrolledAt: string | undefined;
}

export interface ImportedChild {
  readonly child: OldRows['child'];
  readonly user: OldRows['user'];
}

export type Row = Readonly<Record<string, string | number | boolean | Date | null>>;

export const requestRow = ({ request_id, application, state, updated_at }: Placed): Row => {
  const { entry } = state;
  return {
    request_id,
    ...application,
    status: state.status,
    version: state.version,
    priority_rules: entry?.priority.rules ?? null,
    priority_items: entry === null ? null : JSON.stringify(entry.priority.items),
    points: entry?.priority.points ?? null,
    tie_points: entry?.priority.tie_points ?? null,
    requested_at: entry === null ? null : new Date(entry.requested_at),
    queue_key: entry === null ? null : queueKey(request_id, entry),
    created_at: new Date(entry?.requested_at ?? updated_at),
    updated_at: new Date(updated_at),
  };
};

export const commandRows = ({ request_id, events }: Placed, now: Date): Row[] =>
  events.map((event) => ({
    event_id: event.event_id,
    request_id,
    type: event.type,
    origin: event.origin,
    asked_at: new Date(event.occurred_at),
    outcome: event.outcome,
    status: event.status,
    version: event.version,
    judged_at: new Date(event.judged_at),
    settled_at: now,
  }));

export const enrolledRows = ({ request_id, application: one, state, enrolledAt, updated_at }: Placed): Row[] =>
  state.status !== STATUS.accepted
    ? []
    : [
        {
          request_id,
          nursery_id: one.nursery_id,
          child_id: one.child_id,
          child_name: one.child_name,
          child_birthday: one.child_birthday,
          enrolled_at: new Date(enrolledAt ?? updated_at),
        },
      ];

export const parentRow = (user: OldRows['user'], now: Date): Row => ({
  user_id: user.user_id,
  tel: user.parent_tel,
  address: user.parent_address,
  postcode: user.parent_postcode,
  updated_at: now,
});

/** Not verified: the mail through which they set their password proves the address. */
export const personRow = (user: OldRows['user'], now: Date): Row => ({
  id: accountIdOf(user.user_id),
  name: user.parent_name,
  email: user.parent_email.toLowerCase(),
  email_verified: false,
  role: 'parent',
  user_id: user.user_id,
  created_at: now,
  updated_at: now,
});

export const childRow = ({ child, user }: ImportedChild, now: Date): Row => ({
  child_id: child.child_id,
  user_id: child.user_id,
  name: child.child_name,
  birthday: child.child_birthday,
  address: user.parent_address,
  postcode: user.parent_postcode,
  created_at: now,
  updated_at: now,
});
