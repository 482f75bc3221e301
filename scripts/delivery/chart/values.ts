import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CHART, type Size } from './check.ts';

const resourcesSchema = z.object({ requests: z.object({ cpu: z.string(), memory: z.string() }) });
const nightlySchema = z.object({ resources: resourcesSchema });

/** The chart's values that say how much room its pods need, and on which processor. */
const valuesSchema = z.object({
  architecture: z.enum(['amd64', 'arm64']),
  rollout: z.object({ zoneSpread: z.enum(['ScheduleAnyway', 'DoNotSchedule']) }),
  services: z.record(z.string(), z.object({ replicas: z.object({ min: z.number() }), resources: resourcesSchema })),
  leavers: nightlySchema,
  reconcile: nightlySchema,
  accessRecords: nightlySchema,
});
export type ChartValues = z.infer<typeof valuesSchema>;

/** The chart's values for a size, merged as Helm does it: maps are merged, everything else is replaced. */
export const chartValues = (size: Size): ChartValues =>
  valuesSchema.parse(merge(valuesIn('values.yaml'), valuesIn(`values-${size}.yaml`)));

/** The nodes' processor architecture, and so the images'. */
export const chartArchitecture = (): ChartValues['architecture'] =>
  valuesSchema.shape.architecture.parse(
    z.object({ architecture: z.string() }).parse(valuesIn('values.yaml')).architecture,
  );

const valuesIn = (file: string): unknown => parse(readFileSync(join(CHART, file), 'utf8'));

function merge(under: unknown, over: unknown): unknown {
  if (!isMap(under) || !isMap(over)) return over === undefined ? under : over;
  return Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((key) => [key, merge(under[key], over[key])]),
  );
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
