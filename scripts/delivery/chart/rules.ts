import { isDeepStrictEqual } from 'node:util';
import { KOREA_ZONE } from '@enterwait/domain/korea';
import { databaseVariables, readConfig, serverVariables } from '@enterwait/http/config';
import { migrateVariables } from '@enterwait/http/migrations';
import { accessRecordsVariables } from '@enterwait/operations/access-records';
import { parse } from 'yaml';
import { z } from 'zod';
import { nightlyVariables } from '../../../services/management/src/nightly/variables.ts';
import { variables as managementVariables } from '../../../services/management/src/variables.ts';
import secretFields from '../../../terraform/modules/secrets/fields.json' with { type: 'json' };
import { EXPECTED, OPT_OUT } from './injected.ts';
import { type KubernetesObject, named, podsOf } from './kubernetes.ts';
import { CHART_OBJECTS } from './objects.ts';
import { mountedSecrets } from './pods/mounted-secrets.ts';
import { podSpecSchema, restricted, tight } from './pods/pod-security.ts';

/** What no schema can check: returns the problems of rendered objects, or nothing if all is well. */
export type Rule = (objects: readonly KubernetesObject[]) => string[];

const TIGHT_POD = { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } };
const TIGHT_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

const tightPods: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, pod }) => [
    ...(isDeepStrictEqual(pod.securityContext, TIGHT_POD) ? [] : [`${name}: the pod may be root or make any call`]),
    ...(pod.automountServiceAccountToken === false ? [] : [`${name}: the pod holds a token of Kubernetes`]),
    ...pod.containers
      .filter(({ securityContext }) => !isDeepStrictEqual(securityContext, TIGHT_CONTAINER))
      .map((container) => `${name}: container ${container.name} may write or gain rights`),
  ]);

const ofPod = (name: string, problems: readonly string[]): string[] => problems.map((problem) => `${name}: ${problem}`);

const tightAsRendered: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, pod }) => {
    const spec = podSpecSchema.parse(pod);
    return ofPod(name, [...restricted(spec), ...tight(spec)]);
  });

/** The cluster's webhooks change a pod before it runs; the result must still be admitted. */
const tightAsRun: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, pod }) =>
    Object.entries(EXPECTED).flatMap(([who, inject]) => {
      const spec = podSpecSchema.parse(inject(podSpecSchema.parse(pod)));
      return ofPod(`${name} with ${who}`, [...restricted(spec), ...tight(spec)]);
    }),
  );

/** An injected container would get its pod refused (see the test of autoInstrumentation), so every pod opts out. */
const notInstrumented: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, annotations }) =>
    Object.entries(OPT_OUT)
      .filter(([annotation, value]) => annotations[annotation] !== value)
      .map(([annotation]) => `${name}: ${annotation} is not false`),
  );

/** Names that hold a secret. Secrets come as files that the pod reads with its own role; no object in the cluster contains one. */
const SECRET = /PASSWORD|TOKEN|SECRET(?!S_DIR)|ACCESS_KEY|PEER_KEY/;

const noSecrets: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, pod }) =>
    pod.containers.flatMap(({ env, envFrom }) => [
      ...env
        .filter((variable) => SECRET.test(variable.name))
        .map((variable) => `${name}: ${variable.name} in the open`),
      ...(envFrom === undefined ? [] : [`${name}: variables from elsewhere`]),
    ]),
  );

/** Valid values for what is mounted, so that the variable tables can judge the rest. */
const MOUNTED: Record<string, string> = {
  PASSWORD: 'of-the-database',
  ADMIN_TOKEN: 'a-token-of-the-check',
  AUTH_SECRET: 'a-secret-of-the-check-of-32-characters',
  WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}`,
  PEER_KEY: 'ew_of-the-check',
  OIDC_CLIENT_SECRET: 'of-the-check',
  MASTER_USERNAME: 'admin',
  MASTER_PASSWORD: 'of-the-master',
  ENTERWAIT_DB_PASSWORD: 'of-the-database',
  NURSERY_DB_PASSWORD: 'of-the-database',
};

const secretObjects = z.array(
  z.object({
    objectName: z.string(),
    objectAlias: z.string(),
    jmesPath: z.array(z.object({ path: z.string(), objectAlias: z.string() })).optional(),
  }),
);

/** The secrets of a SecretProviderClass: the name, and which of its fields becomes which file; a secret without fields is a single file. */
const secretsOf = (objects: readonly KubernetesObject[], className: string) => {
  const spec = named(objects, 'SecretProviderClass').get(className)?.spec as
    | { parameters?: { objects?: string } }
    | undefined;
  return secretObjects.parse(parse(spec?.parameters?.objects ?? '[]')).map(({ objectName, objectAlias, jmesPath }) => ({
    name: objectName,
    files: Object.fromEntries((jmesPath ?? []).map(({ path, objectAlias: file }) => [path, file])),
    itself: jmesPath === undefined ? [objectAlias] : [],
  }));
};

const mountedBy = (objects: readonly KubernetesObject[], className: string): Record<string, string> =>
  Object.fromEntries(
    secretsOf(objects, className)
      .flatMap(({ files, itself }) => [...Object.values(files), ...itself])
      .map((name) => [name, MOUNTED[name] ?? '']),
  );

const SERVICE_VARIABLES = { ...serverVariables, ...databaseVariables };
const TABLES: Record<string, z.ZodRawShape> = {
  enterwait: SERVICE_VARIABLES,
  nursery: SERVICE_VARIABLES,
  management: managementVariables,
  reconcile: nightlyVariables,
  leavers: nightlyVariables,
};

/** The variables that a pod's program reads, by workload name. */
const variablesOf = (workload: string): z.ZodRawShape | undefined => {
  if (workload.endsWith('-access-records')) return accessRecordsVariables;
  return workload.endsWith('-migrate') ? migrateVariables : TABLES[workload];
};

/** All fields that a secret holds, whether the chart names them or not: the driver writes it whole. RDS makes the master's secret. */
const fieldsOf = (secret: string): readonly string[] => {
  const key = /\/service\/([a-z-]+)$/.exec(secret)?.[1];
  if (key !== undefined) return Object.keys(secretFields[key as keyof typeof secretFields] ?? {});
  return /:secret:rds!/.test(secret) ? ['username', 'password'] : [];
};

/** Mounted only where an agency has set it up, in addition to what Terraform creates. */
const OPTIONAL = ['OIDC_CLIENT_SECRET'];
/** The key of management is entered at the two systems that it calls, but the command's variable table is the same for all three. */
const unread = (workload: string): readonly string[] => (workload === 'management-migrate' ? ['PEER_KEY'] : []);
/** Workloads that always sign in as the master and so do not need the password of the service's own user. */
const MASTER_ALONE = /-access-records$/;

/**
 * A pod mounts only the secrets that its program reads, and the program reads every field of them, because the driver writes the whole
 * secret into the pod, whatever fields the chart names.
 */
const mountedIsRead: Rule = (objects) =>
  podsOf(objects).flatMap(({ name }) => {
    const secrets = secretsOf(objects, name);
    const read = Object.keys(variablesOf(name) ?? {})
      .filter((variable) => variable in MOUNTED && !unread(name).includes(variable))
      .filter((variable) => !(MASTER_ALONE.test(name) && variable === 'PASSWORD'));
    const mounted = Object.keys(mountedBy(objects, name));
    return [
      ...secrets.flatMap(({ name: secret, files }) =>
        fieldsOf(secret)
          .filter((field) => !(field in files))
          .map((field) => `${name}: ${secret} brings ${field} along`),
      ),
      ...mounted.filter((one) => !read.includes(one)).map((one) => `${name}: mounts ${one} and does not read it`),
      ...read
        .filter((one) => !mounted.includes(one) && !OPTIONAL.includes(one))
        .map((one) => `${name}: reads ${one} and does not mount it`),
    ];
  });

/** Every variable that a service requires is set, by the pod's environment or by a mounted secret. */
const completeEnvironments: Rule = (objects) =>
  podsOf(objects).flatMap(({ name, pod }) => {
    const table = variablesOf(name);
    const given = Object.fromEntries((pod.containers[0]?.env ?? []).map(({ name: key, value }) => [key, value ?? '']));
    // The folder only exists in the pod.
    const { SECRETS_DIR, ...env } = given;
    if (SECRETS_DIR === undefined) return [`${name}: no SECRETS_DIR`];
    if (table === undefined) return [`${name}: no table of variables`];
    try {
      readConfig(table, { ...mountedBy(objects, name), ...env, HOSTNAME: `database.${given.HOSTNAME}` });
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });

const COMPANIONS = ['Service', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'NetworkPolicy', 'ServiceAccount'];

const companions: Rule = (objects) =>
  podsOf(objects, 'Deployment').flatMap(({ name, pod }) => [
    ...COMPANIONS.filter((kind) => !named(objects, kind).has(name)).map((kind) => `${name}: no ${kind}`),
    ...(pod.containers[0]?.livenessProbe?.httpGet.path === '/healthz'
      ? []
      : [`${name}: is not asked whether it lives`]),
    ...(pod.containers[0]?.readinessProbe?.httpGet.path === '/readyz' ? [] : [`${name}: is not asked for readiness`]),
    ...(pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone')
      ? []
      : [`${name}: may stand in one zone`]),
  ]);

interface NetworkRule {
  readonly from?: readonly unknown[] | null;
  readonly to?: readonly unknown[] | null;
  readonly ports?: readonly { port?: number }[];
}

/** A rule without peers admits everyone, so only DNS may go anywhere. */
const closedNetwork: Rule = (objects) => {
  const policies = [...named(objects, 'NetworkPolicy')];
  const open = policies.flatMap(([name, { spec }]) => {
    const { ingress = [], egress = [] } = (spec ?? {}) as { ingress?: NetworkRule[]; egress?: NetworkRule[] };
    const free = [
      ...ingress.map((rule) => ({ ...rule, peers: rule.from })),
      ...egress.map((rule) => ({ ...rule, peers: rule.to })),
    ]
      .filter(({ peers }) => (peers ?? []).length === 0)
      .filter(({ ports = [] }) => ports.length === 0 || ports.some(({ port }) => port !== 53));
    return free.map(({ ports }) => `${name}: anybody on ${JSON.stringify(ports ?? 'every port')}`);
  });
  const denies = policies.some(([, { spec }]) =>
    isDeepStrictEqual(spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  );
  return denies ? open : ['nothing denies what no rule allows', ...open];
};

const providerSchema = z.object({
  provider: z.literal('aws'),
  parameters: z.strictObject({
    region: z.string().min(1),
    usePodIdentity: z.literal('true'),
    objects: z.string().min(1),
  }),
});
const monitorSchema = z.object({
  endpoints: z.array(z.looseObject({ authorization: z.looseObject({ credentials: z.looseObject({}) }) })).min(1),
});

/**
 * What the definitions of foreign kinds leave open: who reads secrets and under which identity, and that whoever scrapes metrics presents
 * a key.
 */
const foreignKinds: Rule = (objects) =>
  objects.flatMap(({ kind, metadata, spec }) => {
    const schema = { SecretProviderClass: providerSchema, ServiceMonitor: monitorSchema }[kind];
    const issues = schema?.safeParse(spec).error?.issues ?? [];
    return issues.map(({ path, message }) => `${kind} ${metadata.name}: ${path.join('.')}: ${message}`);
  });

/**
 * A service may only be called from outside the cluster by the proxies whose X-Forwarded-For it believes: the load balancers and nobody
 * else.
 */
const believedProxies: Rule = (objects) =>
  podsOf(objects, 'Deployment').flatMap(({ name, pod }) => {
    const believed = (pod.containers[0]?.env ?? []).find((one) => one.name === 'TRUST_PROXY')?.value?.split(',') ?? [];
    const { ingress = [] } = (named(objects, 'NetworkPolicy').get(name)?.spec ?? {}) as { ingress?: NetworkRule[] };
    const allowed = ingress.flatMap(({ from }) =>
      ((from ?? []) as { ipBlock?: { cidr: string } }[]).flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr] : [])),
    );
    return isDeepStrictEqual([...believed].sort(), allowed.sort())
      ? []
      : [`${name}: believes ${believed.join(', ')} and lets in ${allowed.join(', ')}`];
  });

/** Runs before the new version: creates the user and the tables. Whatever a hook needs must itself be a hook, with a lower weight. */
const migrationsFirst: Rule = (objects) => {
  const weight = (kind: string, name: string): number => {
    const annotations = named(objects, kind).get(name)?.metadata.annotations;
    return annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade'
      ? Number(annotations['helm.sh/hook-weight'])
      : Number.NaN;
  };
  return podsOf(objects, 'Deployment').flatMap(({ name }) => {
    const job = weight('Job', `${name}-migrate`);
    const earlier = [weight('ServiceAccount', 'database-setup'), weight('SecretProviderClass', `${name}-migrate`)];
    return earlier.every((one) => one < job) ? [] : [`${name}: no migration that comes before it`];
  });
};

/**
 * The nightly jobs, and how often a failed run is retried. An erasure that is not possible yet does not become possible by an immediate
 * retry.
 */
const NIGHTLY = { leavers: 0, reconcile: 2 } as const;

/** Each job has an account of its own, which mounts both databases' passwords and nothing else. */
const nightly: Rule = (objects) =>
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
const boundedNights: Rule = (objects) =>
  [...named(objects, 'CronJob')].flatMap(([name, { spec }]) =>
    (atNight.safeParse(spec).error?.issues ?? []).map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`),
  );

const KINDS = {
  deployment: 'Deployment',
  service: 'Service',
  cronjob: 'CronJob',
  hpa: 'HorizontalPodAutoscaler',
} as const;

/** The objects that the docs' commands name exist, and the check of the docs knows every object. */
const asDocumented: Rule = (objects) =>
  Object.entries(KINDS).flatMap(([short, kind]) => {
    const made = new Set(named(objects, kind).keys());
    const known = new Set<string>(CHART_OBJECTS[short as keyof typeof KINDS]);
    return [
      ...[...made]
        .filter((name) => !known.has(name))
        .map((name) => `${short}/${name}: scripts/delivery/chart/objects.ts has it not`),
      ...[...known].filter((name) => !made.has(name)).map((name) => `${short}/${name}: the chart has it not`),
    ];
  });

export const RULES = {
  'no pod may be root, write or gain rights': tightPods,
  'every container is restricted and bounded, as it is rendered': tightAsRendered,
  'every container is restricted and bounded, as it runs': tightAsRun,
  'no add-on puts a container into a pod': notInstrumented,
  'no secret stands in an object': noSecrets,
  'every variable that a service demands is given': completeEnvironments,
  'a pod mounts the secrets that it reads and no other': mountedIsRead,
  'every service is spread, scaled, guarded and asked for its health': companions,
  'no network rule is open to everybody': closedNetwork,
  'the proxies that are believed are those that are let in': believedProxies,
  'secrets are asked for as the pod, figures are read with a key': foreignKinds,
  'migrations run before a version': migrationsFirst,
  'what the night does is done by accounts of its own': nightly,
  'each service account mounts the secrets that its role is examined for': mountedSecrets,
  'what the night does ends, and what it missed is made up for': boundedNights,
  'the pages name what is there': asDocumented,
} as const satisfies Record<string, Rule>;
