import { UserError } from '@enterwait/command-line/errors';
import { forEachAtOnce, sleep, waitFor } from '@enterwait/command-line/processes';
import { requestIdOf } from '@enterwait/domain/application';
import type { PipelineProbe } from './journey.ts';
import { sampleBody } from './sample.ts';

const REQUESTED = 1;

export interface Latency {
  count: number;
  medianMs: number;
  p95Ms: number;
  maxMs: number;
}

/** Sends one request after another. Returns the milliseconds from each 202 to the row in the other database. */
export async function measureLatency(probe: PipelineProbe, count: number): Promise<Latency> {
  const times: number[] = [];
  for (let sent = 0; sent < count; sent += 1) {
    const body = sampleBody();
    await probe.send('Request', body);
    const answered = performance.now();
    await waitFor(async () => (await probe.countArrived('nursery', [requestIdOf(body)], REQUESTED)) === 1, {
      timeoutMs: 30_000,
      everyMs: 2,
      what: requestIdOf(body),
    });
    times.push(performance.now() - answered);
  }
  return { count, medianMs: percentile(times, 0.5), p95Ms: percentile(times, 0.95), maxMs: Math.max(...times) };
}

export interface Burst {
  count: number;
  concurrency: number;
  /** Seconds from the first request to the last 202, and to the last row in the other database. */
  answeredS: number;
  arrivedS: number;
}

/** Sends many requests, `concurrency` at a time. @throws UserError (`TIMEOUT`) saying how many arrived */
export async function measureBurst(probe: PipelineProbe, count: number, concurrency: number): Promise<Burst> {
  const bodies = Array.from({ length: count }, () => sampleBody());
  const ids = bodies.map(requestIdOf);
  const start = performance.now();
  await forEachAtOnce(bodies, concurrency, async (body) => {
    await probe.send('Request', body);
  });
  const answeredS = (performance.now() - start) / 1000;
  let arrived = 0;
  const deadline = performance.now() + 120_000;
  while (arrived < count) {
    if (performance.now() > deadline)
      throw new UserError('TIMEOUT', `${count}건 중 ${arrived}건만 도착 (only ${arrived} of ${count} arrived)`);
    arrived = await probe.countArrived('nursery', ids, REQUESTED);
    if (arrived < count) await sleep(100);
  }
  return { count, concurrency, answeredS, arrivedS: (performance.now() - start) / 1000 };
}

/** The value below which that fraction of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
