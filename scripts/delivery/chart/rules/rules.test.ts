import { parseObjects } from '../kubernetes.ts';
import { RULES } from './rules.ts';

/** Annotations that keep add-ons from injecting a container. */
const UNTOUCHED =
  '{ annotations: { instrumentation.opentelemetry.io/inject-dotnet: "false", instrumentation.opentelemetry.io/inject-java: "false", instrumentation.opentelemetry.io/inject-nodejs: "false", instrumentation.opentelemetry.io/inject-python: "false" } }';

const nightly = (job: string, retries: number) => `---
apiVersion: batch/v1
kind: CronJob
metadata: { name: ${job} }
spec: { schedule: "0 3 * * *", timeZone: Asia/Seoul, concurrencyPolicy: Forbid, startingDeadlineSeconds: 3600, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3, jobTemplate: { spec: { backoffLimit: ${retries}, activeDeadlineSeconds: 3600, podFailurePolicy: { rules: [{ action: Ignore }] }, template: { metadata: ${UNTOUCHED}, spec: { restartPolicy: Never, enableServiceLinks: false, serviceAccountName: ${job}, automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: RuntimeDefault } }, containers: [{ name: ${job}, image: "i:1", resources: { requests: { cpu: 1m, memory: 1Mi }, limits: { memory: 1Mi } }, securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } } }] } } } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: ${job} }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${job} }
spec: { podSelector: { matchLabels: { app: ${job} } } }
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: { name: ${job} }
spec:
  provider: aws
  parameters:
    region: ap-northeast-2
    usePodIdentity: "true"
    objects: |
      - { objectName: enterwait/service/enterwait-database, objectAlias: enterwait, jmesPath: [{ path: PASSWORD, objectAlias: ENTERWAIT_DB_PASSWORD }] }
      - { objectName: enterwait/service/nursery-database, objectAlias: nursery, jmesPath: [{ path: PASSWORD, objectAlias: NURSERY_DB_PASSWORD }] }
`;

/** A deployment as the chart renders it, with its migration; the objects around it are left out. */
const SERVICE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: nursery }
spec:
  template:
    metadata: ${UNTOUCHED}
    spec: &pod
      serviceAccountName: nursery
      enableServiceLinks: false
      automountServiceAccountToken: false
      securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: nursery
          image: registry/nursery:1
          env:
            - { name: SECRETS_DIR, value: /secrets }
            - { name: HOSTNAME, value: nursery.example.com }
            - { name: TRUST_PROXY, value: "10.0.0.0/24" }
          resources: { requests: { cpu: 1m, memory: 1Mi }, limits: { memory: 1Mi } }
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: enterwait }
spec: { endpoints: [{ port: http, authorization: { credentials: { name: keys } } }] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny-all }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: nursery }
spec:
  podSelector: { matchLabels: { app: nursery } }
  ingress:
    - from: [{ ipBlock: { cidr: 10.0.0.0/24 } }]
      ports: [{ port: 4000 }]
  egress:
    - ports: [{ port: 53 }]
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: database-setup, annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-10" } }
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: { name: nursery-migrate, annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-10" } }
spec:
  provider: aws
  parameters:
    region: ap-northeast-2
    usePodIdentity: "true"
    objects: |
      - { objectName: enterwait/service/nursery-database, objectAlias: database, jmesPath: [{ path: PASSWORD, objectAlias: PASSWORD }] }
      - { objectName: "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:rds!db-nursery", objectAlias: master, jmesPath: [{ path: username, objectAlias: MASTER_USERNAME }, { path: password, objectAlias: MASTER_PASSWORD }] }
      - { objectName: enterwait/service/management-peer, objectAlias: peer, jmesPath: [{ path: PEER_KEY, objectAlias: PEER_KEY }] }
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: { name: nursery }
spec:
  provider: aws
  parameters:
    region: ap-northeast-2
    usePodIdentity: "true"
    objects: |
      - { objectName: enterwait/service/nursery, objectAlias: service, jmesPath: [{ path: ADMIN_TOKEN, objectAlias: ADMIN_TOKEN }, { path: AUTH_SECRET, objectAlias: AUTH_SECRET }] }
      - { objectName: enterwait/service/nursery-database, objectAlias: database, jmesPath: [{ path: PASSWORD, objectAlias: PASSWORD }] }
      - { objectName: enterwait/webhook-secret, objectAlias: WEBHOOK_SECRET }
---
apiVersion: batch/v1
kind: Job
metadata: { name: nursery-migrate, annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "0" } }
spec: { template: { metadata: ${UNTOUCHED}, spec: { enableServiceLinks: false, serviceAccountName: database-setup, automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: RuntimeDefault } }, containers: [{ name: migrate, image: "i:1", resources: { requests: { cpu: 1m, memory: 1Mi }, limits: { memory: 1Mi } }, securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } } }] } } }
${nightly('leavers', 0)}${nightly('reconcile', 2)}`;

type Name = keyof typeof RULES;
const SOUND: readonly Name[] = [
  'no pod may be root, write or gain rights',
  'no secret stands in an object',
  'no network rule is open to everybody',
  'the proxies that are believed are those that are let in',
  'migrations run before a version',
  'what the night does is done by accounts of its own',
  'a pod mounts the secrets that it reads and no other',
  'every container is restricted and bounded, as it is rendered',
  'every container is restricted and bounded, as it runs',
  'no add-on puts a container into a pod',
  'secrets are asked for as the pod, figures are read with a key',
  'what the night does ends, and what it missed is made up for',
];

test.each(SOUND)('%s: nothing to say of what is sound', (name) => {
  expect(RULES[name](parseObjects(SERVICE))).toEqual([]);
});

test.each<[Name, string, string, RegExp]>([
  [SOUND[0]!, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', /nursery: container nursery may write/],
  [SOUND[0]!, 'runAsNonRoot: true', 'runAsNonRoot: false', /may be root/],
  [SOUND[0]!, 'automountServiceAccountToken: false', 'hostNetwork: false', /holds a token/],
  [SOUND[1]!, 'name: HOSTNAME', 'name: ADMIN_TOKEN', /ADMIN_TOKEN in the open/],
  [SOUND[2]!, 'from: [{ ipBlock: { cidr: 10.0.0.0/24 } }]', 'from: null', /nursery: anybody on/],
  [SOUND[2]!, 'ports: [{ port: 53 }]', 'ports: [{ port: 443 }]', /nursery: anybody on/],
  [SOUND[2]!, 'podSelector: {}', 'podSelector: { matchLabels: { a: b } }', /nothing denies/],
  [
    SOUND[4]!,
    'name: nursery-migrate, annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "0"',
    'name: nursery-migrate, annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-weight: "-20"',
    /no migration that comes before/,
  ],
  [
    SOUND[4]!,
    'name: database-setup, annotations: { helm.sh/hook: "pre-install,pre-upgrade", ',
    'name: database-setup, annotations: { ',
    /no migration that comes before/,
  ],
  [
    SOUND[3]!,
    'value: "10.0.0.0/24"',
    'value: "10.0.0.0/16"',
    /nursery: believes 10.0.0.0\/16 and lets in 10.0.0.0\/24/,
  ],
  [SOUND[5]!, 'serviceAccountName: reconcile', 'serviceAccountName: management', /is somebody else/],
  [SOUND[5]!, 'concurrencyPolicy: Forbid', 'concurrencyPolicy: Allow', /twice at a time/],
  [SOUND[5]!, 'backoffLimit: 0', 'backoffLimit: 6', /leavers: is not begun anew 0 times/],
  [SOUND[5]!, 'serviceAccountName: leavers', 'serviceAccountName: management', /leavers: is somebody else/],
  [
    SOUND[5]!,
    'objectAlias: NURSERY_DB_PASSWORD',
    'objectAlias: MASTER_PASSWORD',
    /mounts ENTERWAIT_DB_PASSWORD, MASTER/,
  ],
  [SOUND[10]!, 'usePodIdentity: "true"', 'usePodIdentity: "false"', /parameters.usePodIdentity/],
  [SOUND[10]!, 'provider: aws', 'provider: vault', /SecretProviderClass [a-z-]+: provider/],
  [SOUND[10]!, 'credentials: { name: keys }', 'type: Bearer', /ServiceMonitor enterwait: endpoints.0.authorization/],
  [SOUND[11]!, 'timeZone: Asia/Seoul', 'timeZone: UTC', /leavers: timeZone/],
  [SOUND[11]!, 'activeDeadlineSeconds: 3600, ', '', /leavers: jobTemplate.spec.activeDeadlineSeconds/],
  [SOUND[11]!, 'startingDeadlineSeconds: 3600, ', '', /leavers: startingDeadlineSeconds/],
  [SOUND[11]!, 'startingDeadlineSeconds: 3600', 'startingDeadlineSeconds: 10', /leavers: startingDeadlineSeconds/],
  [SOUND[11]!, 'failedJobsHistoryLimit: 3', 'failedJobsHistoryLimit: 0', /leavers: failedJobsHistoryLimit/],
  [SOUND[11]!, 'restartPolicy: Never', 'restartPolicy: OnFailure', /restartPolicy/],
  [SOUND[11]!, 'podFailurePolicy: { rules: [{ action: Ignore }] }, ', '', /podFailurePolicy/],
  [SOUND[11]!, 'concurrencyPolicy: Forbid', 'concurrencyPolicy: Replace', /leavers: concurrencyPolicy/],
  [SOUND[7]!, 'enableServiceLinks: false', 'enableServiceLinks: true', /nursery: gets variables/],
  [
    SOUND[8]!,
    'image: registry/nursery:1',
    'image: registry/nursery',
    /nursery with Pod Identity: nursery runs an image/,
  ],
  [SOUND[9]!, 'inject-nodejs: "false"', 'inject-nodejs: "true"', /nursery: [a-z./]*inject-nodejs is not false/],
  [
    SOUND[6]!,
    'enterwait/service/enterwait-database',
    'enterwait/service/enterwait',
    /leavers: enterwait\/service\/enterwait brings AUTH_SECRET along/,
  ],
  [
    SOUND[6]!,
    'objectAlias: ENTERWAIT_DB_PASSWORD',
    'objectAlias: ADMIN_TOKEN',
    /leavers: mounts ADMIN_TOKEN and does not/,
  ],
  [
    SOUND[6]!,
    '      - { objectName: enterwait/webhook-secret, objectAlias: WEBHOOK_SECRET }\n',
    '',
    /nursery: reads WEBHOOK_SECRET and does not mount it/,
  ],
  [
    SOUND[5]!,
    'kind: CronJob\nmetadata: { name: reconcile }',
    'kind: CronJob\nmetadata: { name: other }',
    /not run at night/,
  ],
])('%s: %s → %s is found', (name, from, to, says) => {
  expect(SERVICE).toContain(from);
  expect(RULES[name](parseObjects(SERVICE.replace(from, to))).join('\n')).toMatch(says);
});

test('a variable that is missing, and what stands alone, are told by name', () => {
  const objects = parseObjects(SERVICE);
  expect(RULES['every variable that a service demands is given'](objects).join('\n')).toMatch(
    /nursery: [\s\S]*QUEUE_URL/,
  );
  expect(RULES['every service is spread, scaled, guarded and asked for its health'](objects)).toEqual(
    expect.arrayContaining(['nursery: no PodDisruptionBudget', 'nursery: may stand in one zone']),
  );
});

test('an object that the pages name and the chart has not, and one that they do not know, are told by name', () => {
  const found = RULES['the pages name what is there'](parseObjects(SERVICE.replace('name: leavers', 'name: left')));
  expect(found).toEqual(
    expect.arrayContaining([
      'cronjob/left: scripts/delivery/chart/objects.ts has it not',
      'cronjob/leavers: the chart has it not',
      'deployment/management: the chart has it not',
    ]),
  );
  expect(found.join(' ')).not.toMatch(/deployment\/nursery|cronjob\/reconcile/);
});
