import type { PodSpec } from './pods/pod-security.ts';

/** What a cluster's webhook changes in a pod before it runs. Each one follows the webhook's source and pods seen in running clusters. */
export type Injection = (pod: PodSpec) => PodSpec;

const TOKEN_FOLDER = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';

const withEnv = <Part extends { name: string }>(container: Part, env: Record<string, string>, mount?: object): Part => {
  const { env: own = [], volumeMounts = [] } = container as { env?: object[]; volumeMounts?: object[] };
  return {
    ...container,
    env: [...own, ...Object.entries(env).map(([name, value]) => ({ name, value }))],
    volumeMounts: [...volumeMounts, ...(mount === undefined ? [] : [mount])],
  };
};

/**
 * EKS, for a service account with an association (terraform/modules/cluster/pods.tf): adds a token that only EKS Auth accepts, and where
 * to send it.
 */
const podIdentity: Injection = (pod) => ({
  ...pod,
  containers: pod.containers.map((container) =>
    withEnv(
      container,
      {
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        AWS_DEFAULT_REGION: 'ap-northeast-2',
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${TOKEN_FOLDER}/eks-pod-identity-token`,
      },
      { name: 'eks-pod-identity-token', mountPath: TOKEN_FOLDER, readOnly: true },
    ),
  ),
  volumes: [
    ...pod.volumes,
    {
      name: 'eks-pod-identity-token',
      projected: {
        defaultMode: 420,
        sources: [
          {
            serviceAccountToken: {
              audience: 'pods.eks.amazonaws.com',
              expirationSeconds: 86_400,
              path: 'eks-pod-identity-token',
            },
          },
        ],
      },
    },
  ],
});

/** Auto Mode's load balancer controller, if the namespace asks for it: the pod is only ready once the load balancer says so. */
const readinessGate: Injection = (pod) => ({
  ...pod,
  readinessGates: [{ conditionType: 'target-health.eks.amazonaws.com/k8s-enterwait-0123456789' }],
});

/** What every pod of this chart gets. */
export const EXPECTED: Readonly<Record<string, Injection>> = {
  'Pod Identity': podIdentity,
  'the readiness gate of Auto Mode': readinessGate,
};

const AGENT = '/otel-auto-instrumentation-nodejs';

/**
 * The operator of the CloudWatch observability add-on, if Application Signals watches a pod: it adds a container that copies its agent
 * before ours start, and that has no security context of its own.
 */
export const autoInstrumentation: Injection = (pod) => ({
  ...pod,
  initContainers: [
    ...pod.initContainers,
    {
      name: 'opentelemetry-auto-instrumentation-nodejs',
      image: '602401143452.dkr.ecr.ap-northeast-2.amazonaws.com/eks/observability/adot-autoinstrumentation-node:v0.8.0',
      command: ['cp', '-r', '/autoinstrumentation/.', AGENT],
      ports: [],
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
      securityContext: { capabilities: { add: [], drop: [] } },
      volumeMounts: [{ name: 'opentelemetry-auto-instrumentation-nodejs', mountPath: AGENT }],
    },
  ],
  containers: pod.containers.map((container) =>
    withEnv(
      container,
      { NODE_OPTIONS: ` --require ${AGENT}/autoinstrumentation.js` },
      { name: 'opentelemetry-auto-instrumentation-nodejs', mountPath: AGENT },
    ),
  ),
  volumes: [...pod.volumes, { name: 'opentelemetry-auto-instrumentation-nodejs', emptyDir: { sizeLimit: '200Mi' } }],
});

/** Annotations that keep a pod as it is: the pod's own annotation takes precedence over the namespace's and over "all services". */
export const OPT_OUT: Readonly<Record<string, string>> = Object.fromEntries(
  ['dotnet', 'java', 'nodejs', 'python'].map((language) => [
    `instrumentation.opentelemetry.io/inject-${language}`,
    'false',
  ]),
);
