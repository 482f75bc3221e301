import type { OutboxDepth } from '@enterwait/ledger/tables';

/** One sample of a `/metrics` answer. */
export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format, as far as our own services write it. Other lines are skipped. */
export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((line) => {
    const found = LINE.exec(line);
    if (found === null || line.startsWith('#')) return [];
    const [, name = '', labels = '', value = ''] = found;
    const number = Number(value);
    if (!Number.isFinite(number)) return [];
    return [
      {
        name,
        value: number,
        labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text])),
      },
    ];
  });
}

/** The sum of a metric over all matching labels; undefined if it is missing. */
export function sumOf(
  samples: readonly MetricSample[],
  name: string,
  wanted: (labels: Readonly<Record<string, string>>) => boolean = () => true,
): number | undefined {
  const named = samples.filter((sample) => sample.name === name);
  if (named.length === 0) return undefined;
  return named.filter(({ labels }) => wanted(labels)).reduce((sum, { value }) => sum + value, 0);
}

/** A system's figures about its waiting commands; missing ones are left out. */
export function outboxDepthIn(samples: readonly MetricSample[]): Partial<OutboxDepth> {
  const told = Object.entries({
    unsent: sumOf(samples, 'enterwait_outbox_depth'),
    unsentAgeSeconds: sumOf(samples, 'enterwait_outbox_age_seconds'),
    unanswered: sumOf(samples, 'enterwait_unanswered_depth'),
    unansweredAgeSeconds: sumOf(samples, 'enterwait_unanswered_age_seconds'),
  }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told);
}
