import { koreanFormat } from '@enterwait/domain/korea';
import type { VNode } from 'preact';

const MOMENT = koreanFormat({ dateStyle: 'short', timeStyle: 'medium' });

/** A time to the second, in Korean time: an operator compares it with logs. @param at ISO 8601 */
export const Moment = ({ at }: { readonly at: string }): VNode => (
  <time dateTime={at}>{MOMENT.format(new Date(at))}</time>
);

/** A duration for people. */
export function spanOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}
