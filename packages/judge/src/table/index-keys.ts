import { type Application, isErased } from '@enterwait/domain/application';
import type { Status } from '@enterwait/domain/protocol';

/**
 * The indexes that monitoring uses, and the attributes that are their keys. Only STATE items carry these attributes,
 * and an item without an index's keys is not in that index. terraform/modules/pipeline/tables.tf creates the same
 * indexes. A day or a daycare is one partition, so no partition grows without end or takes all writes.
 */
export const INDEXES = {
  ByStatus: { hash: 'ix_status_day', range: 'updated_at' },
  ByDay: { hash: 'ix_day', range: 'updated_at' },
  ByNursery: { hash: 'ix_nursery', range: 'ix_status_time' },
  ByChild: { hash: 'ix_child', range: 'updated_at' },
  ByEmail: { hash: 'ix_email', range: 'updated_at' },
  ByChildName: { hash: 'ix_child_name_start', range: 'ix_child_name' },
  ByParentName: { hash: 'ix_parent_name_start', range: 'ix_parent_name' },
} as const satisfies Record<string, { hash: string; range: string }>;
export type IndexName = keyof typeof INDEXES;

/** The number of characters that a search by name needs: they are the partition key. */
export const NAME_START = 2;
const MAX_NAME = 50;

export interface Indexed {
  readonly request_id: string;
  readonly status: Status | null;
  readonly application: Application | null;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
}

/**
 * The key attributes of a STATE item, except `updated_at`. None is ever empty: DynamoDB would refuse the whole
 * decision.
 */
export function indexKeysOf({ request_id, status, application, updated_at }: Indexed): Record<string, string> {
  const day = dayOf(new Date(updated_at));
  return {
    ix_day: day,
    ...(status === null ? {} : { ix_status_day: statusDay(status, day) }),
    ...(status === null || application === null
      ? {}
      : { ix_nursery: application.nursery_id, ix_status_time: statusTime(status, updated_at) }),
    ...(application === null
      ? {}
      : {
          ix_child: application.child_id,
          // Erased placeholders are not searchable, and would all be in one partition.
          ...(isErased(application) ? {} : personalKeys(application, request_id)),
        }),
  };
}

const personalKeys = (application: Application, requestId: string): Record<string, string> => ({
  ...(normaliseEmail(application.parent_email) === '' ? {} : { ix_email: normaliseEmail(application.parent_email) }),
  ...nameKeys('ix_child_name', application.child_name, requestId),
  ...nameKeys('ix_parent_name', application.parent_name, requestId),
});

function nameKeys(attribute: string, name: string, requestId: string): Record<string, string> {
  const normalised = normaliseName(name);
  const start = nameStart(normalised);
  // A name of one character is found by every other index.
  return start === undefined ? {} : { [`${attribute}_start`]: start, [attribute]: nameOrder(normalised, requestId) };
}

export const statusDay = (status: Status, day: string): string => `${status}#${day}`;
export const statusTime = (status: Status, time: string): string => `${status}#${time}`;
/** Equal names are ordered by their ids; the separator sorts before every letter. */
const nameOrder = (normalised: string, requestId: string): string => `${normalised}#${requestId}`;

/** A name normalised for comparison: no spaces, lower case, one form of every letter. */
export const normaliseName = (name: string): string =>
  Array.from(name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase()).slice(0, MAX_NAME).join('');

/** The partition of a normalised name; undefined if it is too short. */
export function nameStart(normalised: string): string | undefined {
  const characters = Array.from(normalised);
  return characters.length < NAME_START ? undefined : characters.slice(0, NAME_START).join('');
}

export const normaliseEmail = (email: string): string => email.trim().toLowerCase();

/** The day of a moment in UTC: `2024-03-15`. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
