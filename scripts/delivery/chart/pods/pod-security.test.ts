import { autoInstrumentation, EXPECTED } from '../injected.ts';
import { type PodSpec, podSpecSchema, restricted, tight } from './pod-security.ts';

/** A pod as the chart renders it. */
const sound = () => ({
  serviceAccountName: 'nursery',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  } as Record<string, unknown>,
  containers: [
    {
      name: 'nursery',
      image: 'registry.example/nursery:0123456',
      ports: [{ name: 'http', containerPort: 4000 }] as Record<string, unknown>[],
      resources: { requests: { cpu: '100m', memory: '384Mi' }, limits: { memory: '768Mi' } } as Record<string, unknown>,
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      } as Record<string, unknown>,
    },
  ],
  initContainers: [] as unknown[],
  volumes: [{ name: 'secrets', csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true } }] as Record<
    string,
    unknown
  >[],
});
type Rendered = ReturnType<typeof sound>;

const problemsOf = (pod: unknown): string[] => {
  const spec: PodSpec = podSpecSchema.parse(pod);
  return [...restricted(spec), ...tight(spec)];
};

test('nothing to say of what is sound, as it is rendered and with everything that the cluster adds', () => {
  expect(problemsOf(sound())).toEqual([]);
  const everything = Object.values(EXPECTED).reduce((pod, inject) => inject(pod), podSpecSchema.parse(sound()));
  expect(problemsOf(everything)).toEqual([]);
  // Proves that the webhooks changed something.
  expect(everything.volumes).toHaveLength(2);
  expect(everything.readinessGates).toHaveLength(1);
});

const container = (pod: Rendered) => pod.containers[0]!;
const breaks: readonly [string, (pod: Rendered & Record<string, unknown>) => void, RegExp][] = [
  ['the network of the node', (pod) => Object.assign(pod, { hostNetwork: true }), /hostNetwork is on/],
  ['the processes of the node', (pod) => Object.assign(pod, { hostPID: true }), /hostPID is on/],
  ['memory of the node', (pod) => Object.assign(pod, { hostIPC: true }), /hostIPC is on/],
  ['a folder of the node', (pod) => pod.volumes.push({ name: 'node', hostPath: { path: '/' } }), /volume node is of/],
  ['a port of the node', (pod) => container(pod).ports.push({ hostPort: 80 }), /takes a port/],
  ['privileged', (pod) => Object.assign(container(pod).securityContext, { privileged: true }), /is privileged/],
  ['all of /proc', (pod) => Object.assign(container(pod).securityContext, { procMount: 'Unmasked' }), /\/proc/],
  ['gains rights', (pod) => delete container(pod).securityContext.allowPrivilegeEscalation, /may gain rights/],
  ['capabilities', (pod) => delete container(pod).securityContext.capabilities, /keeps capabilities/],
  [
    'one more capability',
    (pod) => Object.assign(container(pod).securityContext, { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    /adds SYS_ADMIN/,
  ],
  ['perhaps root', (pod) => delete pod.securityContext.runAsNonRoot, /may be root/],
  [
    'perhaps root, by the container',
    (pod) => Object.assign(container(pod).securityContext, { runAsNonRoot: false }),
    /may be root/,
  ],
  ['root', (pod) => Object.assign(pod.securityContext, { runAsUser: 0 }), /is root/],
  ['every system call', (pod) => delete pod.securityContext.seccompProfile, /any system call/],
  [
    'every system call, by the container',
    (pod) => Object.assign(container(pod).securityContext, { seccompProfile: { type: 'Unconfined' } }),
    /any system call/,
  ],
  [
    'writes to its file system',
    (pod) => delete container(pod).securityContext.readOnlyRootFilesystem,
    /may write to its file/,
  ],
  [
    'a token of Kubernetes',
    (pod) => Object.assign(pod, { automountServiceAccountToken: true }),
    /holds a token of Kubernetes/,
  ],
  [
    'a token of Kubernetes, mounted by hand',
    (pod) => pod.volumes.push({ name: 'api', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
    /token for the API of the cluster/,
  ],
  ['variables of Services', (pod) => Object.assign(pod, { enableServiceLinks: true }), /makes of Services/],
  ['an image that moves', (pod) => Object.assign(container(pod), { image: 'registry.example:5000/nursery' }), /moves/],
  ['the latest image', (pod) => Object.assign(container(pod), { image: 'nursery:latest' }), /moves/],
  ['no request', (pod) => Object.assign(container(pod).resources, { requests: { memory: '1Mi' } }), /asks for no cpu/],
  ['no limit', (pod) => Object.assign(container(pod).resources, { limits: {} }), /may take all memory/],
];

test.each(breaks)('%s: is found', (_what, change, says) => {
  const pod = sound();
  change(pod);
  expect(problemsOf(pod).join('\n')).toMatch(says);
});

test.each(breaks.filter(([what]) => !what.includes('Services')))(
  '%s: is found in a container before it, too',
  (_what, change, says) => {
    const pod = sound();
    const other = sound();
    change(other);
    const spoilt = { ...other, containers: pod.containers, initContainers: [{ ...container(other), name: 'first' }] };
    expect(problemsOf(spoilt).join('\n')).toMatch(says);
  },
);

test('an image is fixed by its digest, too', () => {
  const pod = sound();
  container(pod).image = `nursery@sha256:${'0'.repeat(64)}`;
  expect(problemsOf(pod)).toEqual([]);
});

test('the container of Application Signals would be refused, and our pod with it', () => {
  const injected = autoInstrumentation(podSpecSchema.parse(sound()));
  expect(restricted(podSpecSchema.parse(injected))).toEqual([
    'opentelemetry-auto-instrumentation-nodejs may gain rights',
    'opentelemetry-auto-instrumentation-nodejs keeps capabilities',
  ]);
});
