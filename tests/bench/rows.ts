import { type Application, requestIdOf } from '@enterwait/domain/application';
import { scoreAt } from '@enterwait/domain/priority';
import { type Entry, STATUS, type Status } from '@enterwait/domain/protocol';
import { SAMPLE_NURSERIES } from '@enterwait/ledger/nurseries';
import { drawFamilyName } from '../../localstack/seed/names.ts';
import { randomOf } from '../../localstack/seed/random.ts';
import type { StartedStack } from '../../localstack/stack/stack.ts';

/** No other child has such a number: it would be born in the year 0. Everything of the bench is found and removed by it. */
export const BENCH_PREFIX = '00';
/** Daycares that only the bench uses. */
const benchNursery = (number: number): string => `X${String(number).padStart(5, '0')}`;
const NURSERIES = 990;
/** The share of all applications that waits at the demo's daycare: its line grows with everything else, to a thousand. */
const DEMO_LINE = 0.01;
/** The time over which they were made. A week is a partition of the table's indexes, which MiniStack sorts whole for every query. */
const WEEKS = 104;

/** An application as it is everywhere once all is judged. */
export interface BenchRow {
  readonly request_id: string;
  readonly application: Application;
  readonly status: Status;
  readonly version: number;
  readonly entry: Entry;
  /** The times of the request and of the latest decision. */
  readonly events: readonly [string, string];
  readonly updated_at: Date;
}

const STATUSES: readonly (readonly [Status, number])[] = [
  [STATUS.requested, 60],
  [STATUS.accepted, 20],
  [STATUS.rejected, 12],
  [STATUS.cancelled, 8],
];
const CLAIMS = ['working-parents', 'two-infants', 'single-parent', 'multicultural', 'sibling'];

/** The applications from one number to another; a number always gives the same application. The first three are the demo parent's. */
export function benchRows(demo: StartedStack['demo'], now: Date, from: number, to: number): BenchRow[] {
  return Array.from({ length: to - from }, (_, at) => benchRow(demo, now, from + at));
}

function benchRow({ parent, staff }: StartedStack['demo'], now: Date, number: number): BenchRow {
  const random = randomOf(`bench ${number}`);
  const isDemos = number < 3;
  const { parent: parentName, surname } = drawFamilyName(random);
  const child = isDemos ? 0 : number;
  const inDemoLine = isDemos ? number === 0 : random.chance(DEMO_LINE);
  const application: Application = {
    child_id: BENCH_PREFIX + String(child).padStart(13, '0'),
    child_name: `${surname}하나`,
    child_birthday: `202${random.between(0, 5)}${String(random.between(1, 12)).padStart(2, '0')}${random.between(10, 28)}`,
    user_id: isDemos ? parent.user_id : `bench-${number}`,
    parent_name: parentName,
    parent_tel: '010-0000-0000',
    parent_address: '서울특별시 종로구 세종대로 209',
    parent_postcode: '03171',
    parent_email: isDemos ? parent.email : `bench-${number}@example.com`,
    nursery_id: inDemoLine
      ? staff.nursery_id
      : isDemos
        ? benchNursery(number)
        : benchNursery(random.between(1, NURSERIES)),
  };
  const status = isDemos ? STATUS.requested : random.weighted(STATUSES);
  const asked = new Date(now.getTime() - random.next() * WEEKS * 7 * 86_400_000);
  const updated =
    status === STATUS.requested ? asked : new Date(asked.getTime() + random.next() * (now.getTime() - asked.getTime()));
  return {
    request_id: requestIdOf(application),
    application,
    status,
    version: status === STATUS.requested ? 1 : 2,
    entry: {
      requested_at: asked.toISOString(),
      nursery_name: nameOf(application.nursery_id),
      priority: scoreAt(asked, random.some(CLAIMS, random.between(0, 3))),
    },
    events: [eventId(asked, number, 0), eventId(updated, number, 1)],
    updated_at: updated,
  };
}

/** A UUIDv7 of that time. */
function eventId(at: Date, number: number, which: number): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${which}00-8000-${number.toString(16).padStart(12, '0')}`;
}

const nameOf = (nurseryId: string): string =>
  SAMPLE_NURSERIES.find(({ nursery_id }) => nursery_id === nurseryId)?.name ?? `측정 ${nurseryId} 어린이집`;

/** The daycares that exist only in the bench. */
export const benchNurseries = (): { nursery_id: string; name: string; address: string; capacity: number }[] =>
  Array.from({ length: NURSERIES }, (_, at) => benchNursery(at + 1)).map((nursery_id) => ({
    nursery_id,
    name: nameOf(nursery_id),
    address: '서울특별시 종로구 세종대로 209',
    capacity: 300,
  }));
