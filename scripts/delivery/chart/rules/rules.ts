import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { EXPECTED, OPT_OUT } from '../injected.ts';
import { named, podsOf, type Rule } from '../kubernetes.ts';
import { CHART_OBJECTS } from '../objects.ts';
import { mountedSecrets } from '../pods/mounted-secrets.ts';
import { podSpecSchema, restricted, tight } from '../pods/pod-security.ts';
import { boundedNights, nightly } from './nightly.ts';
import { completeEnvironments, mountedIsRead, noSecrets } from './secrets.ts';

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
