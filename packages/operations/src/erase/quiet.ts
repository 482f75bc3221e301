import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '@enterwait/domain/protocol';
import { waitUntilEmpty } from '../queues/draining.ts';
import type { JudgeTable } from '../reconcile/table.ts';
import { EraseError } from './errors.ts';
import type { EraseDatabase, Row } from './stores/database.ts';
import type { Stores } from './stores/stores.ts';

/** What the judge and both systems agree on about one application. */
export interface Settled {
  readonly status: 1 | 2 | 88 | 99 | null;
  readonly version: number;
}

export interface Sides {
  readonly table: JudgeTable;
  readonly databases: Readonly<Record<System, EraseDatabase>>;
}

const EVERY_MS = 250;
/** Commands in flight are normally answered within this; after that they are sent again, once. */
const ANSWERED_WITHIN_MS = 3000;

/**
 * Waits until no command of these applications is in flight and all three sides agree. An unanswered command is sent again: its message may
 * be lost, and its family must not wait for that.
 * @throws EraseError (`IN_FLIGHT`)
 */
export async function settled(
  { table, databases }: Sides,
  requestIds: readonly string[],
  patienceMs: number,
): Promise<Map<string, Settled>> {
  const started = performance.now();
  const deadline = started + patienceMs;
  let hasAsked = false;
  for (;;) {
    const [states, enterwait, nursery] = await Promise.all([
      table.states(requestIds),
      databases.enterwait.rows(requestIds),
      databases.nursery.rows(requestIds),
    ]);
    const agreed = new Map<string, Settled>();
    for (const id of requestIds) {
      const judged = states.get(id);
      // It exists but cannot be read, which is not the same as never judged.
      if (judged === undefined && states.has(id)) continue;
      const { status, version }: Settled = judged ?? { status: null, version: 0 };
      const agrees = (row: Row | undefined) =>
        row === undefined ? judged === undefined : row.inFlight === 0 && row.version === version;
      if (agrees(enterwait.get(id)) && agrees(nursery.get(id))) agreed.set(id, { status, version });
    }
    if (agreed.size === requestIds.length) return agreed;
    if (!hasAsked && performance.now() - started >= Math.min(ANSWERED_WITHIN_MS, patienceMs / 4)) {
      hasAsked = true;
      for (const id of requestIds) {
        if ((enterwait.get(id)?.inFlight ?? 0) > 0) await databases.enterwait.askAgain(id);
        if ((nursery.get(id)?.inFlight ?? 0) > 0) await databases.nursery.askAgain(id);
      }
    }
    if (performance.now() >= deadline) {
      const left = requestIds.filter((id) => !agreed.has(id));
      throw new EraseError(
        'IN_FLIGHT',
        `아직 처리 중이거나 어긋난 신청 (in flight, or the sides differ): ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' …' : ''}`,
      );
    }
    await delay(EVERY_MS);
  }
}

/** Waits until the queues' current messages are delivered. @throws EraseError (`IN_FLIGHT`) */
export async function drained({ sqs, queues }: Pick<Stores, 'sqs' | 'queues'>, patienceMs: number): Promise<void> {
  const left = await waitUntilEmpty(sqs, queues, patienceMs);
  if (left.length > 0) throw new EraseError('IN_FLIGHT', `비지 않는 큐 (queues that do not empty): ${left.join(', ')}`);
}
