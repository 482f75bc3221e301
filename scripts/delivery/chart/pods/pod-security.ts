import { z } from 'zod';

const securitySchema = z
  .looseObject({
    privileged: z.boolean().optional(),
    allowPrivilegeEscalation: z.boolean().optional(),
    readOnlyRootFilesystem: z.boolean().optional(),
    runAsNonRoot: z.boolean().optional(),
    runAsUser: z.number().optional(),
    procMount: z.string().optional(),
    capabilities: z
      .looseObject({ add: z.array(z.string()).default([]), drop: z.array(z.string()).default([]) })
      .default({ add: [], drop: [] }),
    seccompProfile: z.looseObject({ type: z.string() }).optional(),
  })
  .default({ capabilities: { add: [], drop: [] } });

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  ports: z.array(z.looseObject({ hostPort: z.number().optional() })).default([]),
  resources: z
    .looseObject({
      requests: z.record(z.string(), z.string()).default({}),
      limits: z.record(z.string(), z.string()).default({}),
    })
    .default({ requests: {}, limits: {} }),
  securityContext: securitySchema,
});

/** What the rules read from a pod, as rendered and after webhooks have changed it. */
export const podSpecSchema = z.looseObject({
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  securityContext: securitySchema,
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  containers: z.array(containerSchema).min(1),
  initContainers: z.array(containerSchema).default([]),
  ephemeralContainers: z.array(containerSchema).default([]),
});
export type PodSpec = z.infer<typeof podSpecSchema>;
type Container = z.infer<typeof containerSchema>;

const containersOf = ({ containers, initContainers, ephemeralContainers }: PodSpec): Container[] => [
  ...initContainers,
  ...containers,
  ...ephemeralContainers,
];

/** Kinds of volumes that the standard allows. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SECCOMP = ['RuntimeDefault', 'Localhost'];

/**
 * The reasons why Kubernetes itself would refuse a pod in a namespace that enforces `restricted` (charts/cluster.yaml). Checks the Pod
 * Security Standards for every container, including those that others inject.
 */
export function restricted(pod: PodSpec): string[] {
  const own = pod.securityContext;
  const host = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name] === true);
  const volumes = pod.volumes.flatMap((volume) =>
    Object.keys(volume).some((key) => VOLUMES.includes(key))
      ? []
      : [`volume ${volume.name} is of a kind that is refused`],
  );
  const containers = containersOf(pod).flatMap(({ name, ports, securityContext: context }) => [
    ...(ports.some(({ hostPort }) => hostPort !== undefined) ? [`${name} takes a port of the node`] : []),
    ...(context.privileged === true ? [`${name} is privileged`] : []),
    ...((context.procMount ?? 'Default') === 'Default' ? [] : [`${name} sees the whole of /proc`]),
    ...(context.allowPrivilegeEscalation === false ? [] : [`${name} may gain rights`]),
    ...(context.capabilities.drop.includes('ALL') ? [] : [`${name} keeps capabilities`]),
    ...context.capabilities.add.filter((one) => one !== 'NET_BIND_SERVICE').map((one) => `${name} adds ${one}`),
    ...((context.runAsNonRoot ?? own.runAsNonRoot) === true ? [] : [`${name} may be root`]),
    ...((context.runAsUser ?? own.runAsUser) === 0 ? [`${name} is root`] : []),
    ...(SECCOMP.includes((context.seccompProfile ?? own.seccompProfile)?.type ?? '')
      ? []
      : [`${name} may make any system call`]),
  ]);
  return [...host.map((name) => `${name} is on`), ...volumes, ...containers];
}

/** The audience of the token that identifies the pod to AWS; nobody else accepts it. */
const POD_IDENTITY = 'pods.eks.amazonaws.com';

const tokensOf = ({ volumes }: PodSpec): string[] =>
  volumes.flatMap((volume) => {
    const { sources = [] } = (volume.projected ?? {}) as {
      sources?: { serviceAccountToken?: { audience?: string } }[];
    };
    return sources.flatMap(({ serviceAccountToken: token }) =>
      token === undefined ? [] : [token.audience ?? 'the API of the cluster'],
    );
  });

/** An image that cannot change: named by digest, or by a tag that does not move (ours are commits, immutable in ECR). */
const isFixed = (image: string): boolean => {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return true;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag !== undefined && !['latest', 'main', 'stable'].includes(tag);
};

/** What this project requires of a pod beyond the standard. */
export function tight(pod: PodSpec): string[] {
  return [
    ...(pod.automountServiceAccountToken === false ? [] : ['holds a token of Kubernetes']),
    ...tokensOf(pod)
      .filter((audience) => audience !== POD_IDENTITY)
      .map((audience) => `holds a token for ${audience}`),
    ...(pod.enableServiceLinks === false ? [] : ['gets variables that Kubernetes makes of Services']),
    ...containersOf(pod).flatMap(({ name, image, resources, securityContext }) => [
      ...(securityContext.readOnlyRootFilesystem === true ? [] : [`${name} may write to its file system`]),
      ...(isFixed(image) ? [] : [`${name} runs an image that moves: ${image}`]),
      ...['cpu', 'memory'].filter((one) => !(one in resources.requests)).map((one) => `${name} asks for no ${one}`),
      ...('memory' in resources.limits ? [] : [`${name} may take all memory of its node`]),
    ]),
  ];
}
