import { databaseVariables, readConfig, serverVariables } from '@enterwait/http/config';
import { migrateVariables } from '@enterwait/http/migrations';
import { accessRecordsVariables } from '@enterwait/operations/access-records';
import { parse } from 'yaml';
import { z } from 'zod';
import { nightlyVariables } from '../../../../services/management/src/nightly/variables.ts';
import { variables as managementVariables } from '../../../../services/management/src/variables.ts';
import secretFields from '../../../../terraform/modules/secrets/fields.json' with { type: 'json' };
import { type KubernetesObject, named, podsOf, type Rule } from '../kubernetes.ts';

/** Names that hold a secret. Secrets come as files that the pod reads with its own role; no object in the cluster contains one. */
const SECRET = /PASSWORD|TOKEN|SECRET(?!S_DIR)|ACCESS_KEY|PEER_KEY/;

export const noSecrets: Rule = (objects) =>
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

export const mountedBy = (objects: readonly KubernetesObject[], className: string): Record<string, string> =>
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
export const mountedIsRead: Rule = (objects) =>
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
export const completeEnvironments: Rule = (objects) =>
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
