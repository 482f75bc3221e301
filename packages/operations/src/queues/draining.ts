import { setTimeout as delay } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { PipelineQueues } from './queues.ts';
import { countOf } from './receiving.ts';

const LOOK_EVERY_MS = 250;

/**
 * Waits until each queue was seen empty once: its earlier messages are then delivered. The queues are not required to be empty at the same
 * time, because under load that never happens.
 * @param patienceMs how long to wait, in milliseconds
 * @returns the names of queues that were never empty
 */
export async function waitUntilEmpty(
  sqs: Pick<SQSClient, 'send'>,
  { queue_urls }: Pick<PipelineQueues, 'queue_urls'>,
  patienceMs: number,
): Promise<string[]> {
  const deadline = performance.now() + patienceMs;
  const left = new Map(Object.entries(queue_urls));
  for (;;) {
    for (const [name, url] of left) {
      const { visible, hidden } = await countOf(sqs, url);
      if (visible + hidden === 0) left.delete(name);
    }
    if (left.size === 0 || performance.now() >= deadline) return [...left.keys()];
    await delay(LOOK_EVERY_MS);
  }
}
