import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { commandWorks, runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { parse } from 'yaml';
import { z } from 'zod';

export const SCHEMAS = join(repositoryRoot, 'charts', 'schemas');

/** Where a kind that is not Kubernetes' own is defined: a file of a Go module, verified by Go's checksum database. */
export interface Definition {
  /** The file in `charts/schemas`, named as kubeconform expects. */
  readonly schema: string;
  readonly module: string;
  readonly version: string;
  readonly file: string;
}

/**
 * TargetGroupBinding is missing because EKS Auto Mode's definition (eks.amazonaws.com/v1) is not published; its schema is maintained by
 * hand.
 * The module proxy serves these versions with a checksum. The version of the kinds, v1, only changes in compatible ways.
 */
export const DEFINITIONS: readonly Definition[] = [
  {
    schema: 'secretproviderclass-secrets-store-v1.json',
    module: 'sigs.k8s.io/secrets-store-csi-driver',
    version: 'v1.4.8',
    file: 'config/crd/bases/secrets-store.csi.x-k8s.io_secretproviderclasses.yaml',
  },
  {
    schema: 'servicemonitor-monitoring-v1.json',
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    file: 'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml',
  },
];

type Json = Record<string, unknown>;

const crdSchema = z.object({
  kind: z.literal('CustomResourceDefinition'),
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }) }),
    ),
  }),
});

/**
 * The JSON schema of what a definition accepts. Kubernetes silently drops an unknown field; here it is an error.
 * @param text of a CustomResourceDefinition
 * @param from whose definition it is, for the title
 */
export function schemaOf(text: string, from: string, version = 'v1'): Json {
  const { group, names, versions } = crdSchema.parse(parse(text)).spec;
  const found = versions.find(({ name }) => name === version);
  if (found === undefined) throw new Error(`${names.kind}: no version ${version}`);
  const { properties, ...whole } = strict(found.schema.openAPIV3Schema) as { properties: Json } & Json;
  // Nobody writes a status by hand.
  const { status: _status, ...written } = properties;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${names.kind} ${group}/${version}, as ${from} defines it`,
    ...whole,
    required: [...new Set(['apiVersion', 'kind', 'metadata', ...((whole.required as string[] | undefined) ?? [])])],
    properties: { ...written, apiVersion: { const: `${group}/${version}` }, kind: { const: names.kind } },
  };
}

/** Drops what is meant for people, or for the server only. */
const LEFT_OUT = ['description', 'default', 'nullable'];

function strict(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => strict(one));
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Json;
  const entries = Object.entries(given)
    // A property may have the same name as a keyword of the schema.
    .filter(([key]) => isProperties || !(LEFT_OUT.includes(key) || key.startsWith('x-kubernetes-')))
    .map(([key, one]): [string, unknown] => [key, strict(one, !isProperties && key === 'properties')]);
  const made = Object.fromEntries(entries);
  if (isProperties) return made;
  if (given.nullable === true && typeof given.type === 'string') made.type = [given.type, 'null'];
  const isClosed =
    'properties' in given &&
    !('additionalProperties' in given) &&
    given['x-kubernetes-preserve-unknown-fields'] !== true;
  return isClosed ? { ...made, additionalProperties: false } : made;
}

const downloaded = z.object({ Dir: z.string() });

/**
 * @returns the content for `charts/schemas`
 * @throws CommandFailed if the module cannot be downloaded
 */
export async function fetchSchema({ module, version, file }: Definition, signal?: AbortSignal): Promise<Json> {
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-definition-'));
  try {
    const { stdout } = await runCommand('go', ['mod', 'download', '-json', `${module}@${version}`], {
      cwd: folder,
      env: toolEnvironment({ GOFLAGS: '' }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { Dir } = downloaded.parse(JSON.parse(stdout));
    return schemaOf(readFileSync(join(Dir, file), 'utf8'), `${module} ${version}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const keptSchema = ({ schema }: Definition): unknown => JSON.parse(readFileSync(join(SCHEMAS, schema), 'utf8'));

/** The schema that a definition gives, or the reason why it cannot be fetched here. */
export async function schemaOrReason(definition: Definition): Promise<Json | string> {
  if (!(await commandWorks('go', ['version']))) return 'no Go';
  try {
    return await fetchSchema(definition);
  } catch (error) {
    if (error instanceof CommandFailed) return `${definition.module} ${definition.version} cannot be reached`;
    throw error;
  }
}
