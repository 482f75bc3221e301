import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** What the rules read from a Kubernetes object; kubeconform checks the rest. */
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).default([]),
  envFrom: z.array(z.unknown()).optional(),
  readinessProbe: z.looseObject({ httpGet: z.looseObject({ path: z.string() }) }).optional(),
  livenessProbe: z.looseObject({ httpGet: z.looseObject({ path: z.string() }) }).optional(),
  resources: z.looseObject({ requests: z.record(z.string(), z.string()), limits: z.record(z.string(), z.string()) }),
  securityContext: z.unknown(),
});

const podSchema = z.looseObject({
  serviceAccountName: z.string(),
  automountServiceAccountToken: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.unknown(),
  topologySpreadConstraints: z.array(z.looseObject({ topologyKey: z.string() })).optional(),
  containers: z.array(containerSchema).min(1),
});
export type Pod = z.infer<typeof podSchema>;

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
  spec: z.looseObject({}).optional(),
});
export type KubernetesObject = z.infer<typeof objectSchema>;

/** The objects in a stream of YAML documents. @throws if one of them is not a Kubernetes object */
export const parseObjects = (text: string): KubernetesObject[] =>
  parseAllDocuments(text)
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null)
    .map((value) => objectSchema.parse(value));

const workloadSchema = z.looseObject({
  template: z.looseObject({
    metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).optional() }).optional(),
    spec: podSchema,
  }),
});
const cronSchema = z.looseObject({ jobTemplate: z.looseObject({ spec: workloadSchema }) });
const WORKLOADS = ['Deployment', 'Job', 'CronJob'];

/** The pods that the objects create, by kind and name. */
export const podsOf = (
  objects: readonly KubernetesObject[],
  kind?: string,
): { name: string; pod: Pod; annotations: Record<string, string> }[] =>
  objects
    .filter((object) => (kind === undefined ? WORKLOADS.includes(object.kind) : object.kind === kind))
    .map(({ kind: made, metadata, spec }) => {
      const { template } = made === 'CronJob' ? cronSchema.parse(spec).jobTemplate.spec : workloadSchema.parse(spec);
      return { name: metadata.name, pod: template.spec, annotations: template.metadata?.annotations ?? {} };
    });

export const named = (objects: readonly KubernetesObject[], kind: string): Map<string, KubernetesObject> =>
  new Map(objects.filter((object) => object.kind === kind).map((object) => [object.metadata.name, object]));

/** What no schema can check: returns the problems of rendered objects, or nothing if all is well. */
export type Rule = (objects: readonly KubernetesObject[]) => string[];
