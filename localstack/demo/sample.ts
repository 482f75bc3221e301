import { type Application, SAMPLE_APPLICATION } from '@enterwait/domain/application';

let last = 0;

/** A body for a child that has no application yet: 15 digits from the clock, never repeated within a process. */
export function sampleBody(now: number = Date.now()): Application {
  last = Math.max(last + 1, now * 10);
  return { ...SAMPLE_APPLICATION, child_id: String(last).padStart(15, '0').slice(-15) };
}
