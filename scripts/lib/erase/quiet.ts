import { setTimeout as delay } from 'node:timers/promises';
import { countOf } from '@enterwait/operations';
import type { JudgeTable, System } from '@enterwait/operations/reconcile';
import { StackError } from '../../../localstack/errors.ts';
import type { Target } from '../target.ts';
import type { EraseDatabase, Row } from './database.ts';

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
/** What is merely under way is answered within this; then it is asked again, once. */
const ANSWERED_WITHIN_MS = 3000;

/**
 * Waits until no command of these applications is in flight and all three sides hold the same. A command that stays without an answer is asked
 * again: its message may be gone for ever, and its family must not wait for that. @throws StackError (`IN_FLIGHT`)
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
      // There, and cannot be read: not the same as one that was never judged.
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
      throw new StackError(
        'IN_FLIGHT',
        `아직 처리 중이거나 어긋난 신청 (in flight, or the sides differ): ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' …' : ''}`,
        'make reconcile 로 보고 다시 하세요 (look with make reconcile, then run it again): 다시 해도 됩니다 (it goes on where it was)',
      );
    }
    await delay(EVERY_MS);
  }
}

/**
 * Waits until each queue was seen empty once: what was in it before is then delivered. Not all at the same time, for under load they
 * never are. @throws StackError (`IN_FLIGHT`)
 */
export async function drained({ sqs, outputs }: Pick<Target, 'sqs' | 'outputs'>, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  const left = new Map(Object.entries(outputs.queue_urls));
  for (;;) {
    for (const [name, url] of left) {
      const { visible, hidden } = await countOf(sqs, url);
      if (visible + hidden === 0) left.delete(name);
    }
    if (left.size === 0) return;
    if (performance.now() >= deadline) {
      throw new StackError('IN_FLIGHT', `비지 않는 큐 (queues that do not empty): ${[...left.keys()].join(', ')}`);
    }
    await delay(EVERY_MS);
  }
}
