import { isDeepStrictEqual } from 'node:util';
import { KOREA_ZONE } from '@enterwait/domain/korea';
import { z } from 'zod';
import { named, podsOf, type Rule } from '../kubernetes.ts';
import { mountedBy } from './secrets.ts';

/**
 * The nightly jobs, and how often a failed run is retried. An erasure that is not possible yet does not become possible by an immediate
 * retry.
 */
const NIGHTLY = { leavers: 0, reconcile: 2 } as const;

/** Each job has an account of its own, which mounts both databases' passwords and nothing else. */
export const nightly: Rule = (objects) =>
  Object.entries(NIGHTLY).flatMap(([job, retries]) => {
    const [found] = podsOf(objects, 'CronJob').filter(({ name }) => name === job);
    if (found === undefined) return [`${job} does not run at night`];
    const { concurrencyPolicy, jobTemplate } = (named(objects, 'CronJob').get(job)?.spec ?? {}) as {
      concurrencyPolicy?: string;
      jobTemplate?: { spec?: { backoffLimit?: number } };
    };
    const mounted = Object.keys(mountedBy(objects, job)).sort();
    return [
      ...(found.pod.serviceAccountName === job ? [] : [`${job}: is somebody else`]),
      ...(concurrencyPolicy === 'Forbid' ? [] : [`${job}: may run twice at a time`]),
      ...(jobTemplate?.spec?.backoffLimit === retries ? [] : [`${job}: is not begun anew ${retries} times`]),
      ...(isDeepStrictEqual(mounted, ['ENTERWAIT_DB_PASSWORD', 'NURSERY_DB_PASSWORD'])
        ? []
        : [`${job}: mounts ${mounted.join(', ')}`]),
      ...['ServiceAccount', 'NetworkPolicy']
        .filter((kind) => !named(objects, kind).has(job))
        .map((kind) => `${job}: no ${kind}`),
    ];
  });

const atNight = z.looseObject({
  schedule: z.string(),
  timeZone: z.literal(KOREA_ZONE),
  suspend: z.literal(false).optional(),
  concurrencyPolicy: z.literal('Forbid'),
  // With less, a busy control plane could skip a night; with more, a run would reach into the day.
  startingDeadlineSeconds: z.number().min(600).max(7200),
  // Whoever investigates an alarm in the morning needs the run's log.
  successfulJobsHistoryLimit: z.number().min(1),
  failedJobsHistoryLimit: z.number().min(1),
  jobTemplate: z.looseObject({
    spec: z.looseObject({
      activeDeadlineSeconds: z.number().max(4 * 3600),
      backoffLimit: z.number().max(3),
      podFailurePolicy: z.looseObject({
        rules: z.array(z.looseObject({ action: z.literal('Ignore') })).min(1),
      }),
      template: z.looseObject({ spec: z.looseObject({ restartPolicy: z.literal('Never') }) }),
    }),
  }),
});

/**
 * A run ends, a missed run is made up for, two runs never overlap, a pod evicted from its node is not a failure, and the log stays for a
 * while.
 */
export const boundedNights: Rule = (objects) =>
  [...named(objects, 'CronJob')].flatMap(([name, { spec }]) =>
    (atNight.safeParse(spec).error?.issues ?? []).map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`),
  );
