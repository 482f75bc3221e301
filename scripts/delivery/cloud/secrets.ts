import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { UserError } from '@enterwait/command-line/errors';
import { z } from 'zod';
import { DEFAULT_REGION } from '../../../localstack/settings/settings.ts';
import { parseJsonOutput } from '../../../localstack/terraform/terraform.ts';
import secretFields from '../../../terraform/modules/secrets/fields.json' with { type: 'json' };
import type { Runner } from '../deploy/runner.ts';
import { initialised, type Root, type Terraform } from './aws.ts';

/** By the names in terraform/secrets/secrets.tf. */
const SECRET_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(secretFields).map((name) => [name, `enterwait/service/${name}`])),
  webhook: 'enterwait/webhook-secret',
};
const ALL = Object.keys(SECRET_NAMES);

/** Its state holds no value, and is still kept outside what the workflows' roles can reach (modules/github/permissions.tf). */
const SECRETS_ROOT: Root = { folder: 'secrets', key: 'enterwait-secrets/terraform.tfstate' };

const TYPE = 'aws_secretsmanager_secret_version';

/**
 * `RENEW=nursery,webhook`: which secrets get new values.
 * @throws UserError (`BAD_SETTING`)
 */
export function renewedIn(env: NodeJS.ProcessEnv): string[] {
  const asked = (env.RENEW ?? '').split(',').filter((name) => name !== '');
  const unknown = asked.filter((name) => !ALL.includes(name));
  if (unknown.length === 0) return ALL.filter((name) => asked.includes(name));
  throw new UserError('BAD_SETTING', `RENEW=${env.RENEW}: ${unknown.join(', ')} ?`, `RENEW=${ALL.join(',')}`);
}

/**
 * Writes the AWS secrets that have no value yet, and those that are to be renewed; every other secret stays as it is.
 * The numbers of their versions come from the state: a file could be forgotten, which would renew them all.
 * @returns exit code
 * @throws UserError (`BAD_SETTING`, `NOT_APPLIED`), CommandFailed
 */
export async function writeSecrets(runner: Runner, env: NodeJS.ProcessEnv): Promise<number> {
  const renewed = renewedIn(env);
  const terraform = await initialised(runner, SECRETS_ROOT, env);
  const known = runner.dryRun ? {} : await knownVersions(terraform);
  const adopted = runner.dryRun ? {} : await adoptable(known, env);
  if (Object.keys(adopted).length > 0) {
    console.log(
      `이미 값이 있어 그대로 이어받음 (have a value, taken over as they are): ${Object.keys(adopted).join(', ')}`,
    );
    await adopt(terraform, adopted);
  }

  const before = { ...known, ...mapValues(adopted, () => 1) };
  const versions = Object.fromEntries(
    ALL.map((name) => [name, (before[name] ?? 1) + (renewed.includes(name) && before[name] !== undefined ? 1 : 0)]),
  );
  const variables = { versions: JSON.stringify(versions) };
  // A folder for this run only, because two may run at the same time.
  const folder = mkdtempSync(join(tmpdir(), 'enterwait-secrets-'));
  const plan = join(folder, 'secrets.tfplan');
  try {
    await terraform(['plan', '-input=false', `-out=${plan}`], { variables });
    if (!runner.dryRun) refuseOthers(await terraform(['show', '-json', plan], { quiet: true }), before, renewed);
    await terraform(['apply', '-input=false', plan], { variables });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

type Numbers = Partial<Record<string, number>>;

const knownSchema = z.object({
  values: z
    .object({
      root_module: z.object({
        resources: z
          .array(
            z.object({ type: z.string(), index: z.string().optional(), values: z.record(z.string(), z.unknown()) }),
          )
          .default([]),
      }),
    })
    .optional(),
});

/** By secret: the number of the version that this root has written. */
async function knownVersions(terraform: Terraform): Promise<Numbers> {
  const { values } = knownSchema.parse(parseJsonOutput(await terraform(['show', '-json'], { quiet: true })));
  const versions = (values?.root_module.resources ?? []).filter(({ type }) => type === TYPE);
  return Object.fromEntries(
    versions.map(({ index, values: of }) => [index ?? '', z.number().parse(of.secret_string_wo_version)]),
  );
}

interface Value {
  readonly arn: string;
  readonly versionId: string;
}

/** Secrets with a value that the state does not know: an earlier release wrote it, or the state was lost. Does not keep the value. */
async function adoptable(known: Numbers, env: NodeJS.ProcessEnv): Promise<Partial<Record<string, Value>>> {
  const client = new SecretsManagerClient({ region: env.AWS_REGION || DEFAULT_REGION });
  const found: Partial<Record<string, Value>> = {};
  try {
    for (const name of ALL.filter((one) => known[one] === undefined)) {
      const secret = { SecretId: SECRET_NAMES[name] };
      const { VersionIdsToStages: stages = {} } = await client.send(new DescribeSecretCommand(secret));
      if (!Object.values(stages).flat().includes('AWSCURRENT')) continue;
      // An emulator also gives a version to a secret without a value.
      const {
        ARN: arn,
        VersionId: versionId,
        SecretString: value,
      } = await client.send(new GetSecretValueCommand(secret));
      if (arn !== undefined && versionId !== undefined && value) found[name] = { arn, versionId };
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new UserError(
      'NOT_APPLIED',
      '비밀을 둘 곳이 아직 없습니다 (there is no place for the secrets yet)',
      'make plan apply TARGET=aws, 그리고 (then) make secrets TARGET=aws',
    );
  } finally {
    client.destroy();
  }
  return found;
}

const stateSchema = z.looseObject({
  version: z.literal(4),
  serial: z.number(),
  lineage: z.string(),
  resources: z.array(z.looseObject({ type: z.string(), instances: z.array(z.unknown()) })).default([]),
});

/**
 * Writes what is in AWS into the state. `terraform import` cannot do it: it would bring the value into the state, and because it knows no
 * number, the next apply would replace the secret with a new one.
 */
async function adopt(terraform: Terraform, values: Partial<Record<string, Value>>): Promise<void> {
  const pulled = await terraform(['state', 'pull'], { quiet: true });
  const state = stateSchema.parse(
    pulled.trim() === '' ? { version: 4, serial: 0, lineage: randomUUID() } : parseJsonOutput(pulled),
  );
  const instances = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [instanceOf(name, value)],
  );
  const present = state.resources.find(({ type }) => type === TYPE);
  const resource = present ?? {
    mode: 'managed',
    type: TYPE,
    name: 'this',
    provider: 'provider["registry.terraform.io/hashicorp/aws"]',
    instances: [],
  };
  const pushed = {
    ...state,
    serial: state.serial + 1,
    resources: [
      ...state.resources.filter((one) => one !== present),
      { ...resource, instances: [...resource.instances, ...instances] },
    ],
  };
  await terraform(['state', 'push', '-'], { quiet: true, input: JSON.stringify(pushed) });
}

const instanceOf = (name: string, { arn, versionId }: Value) => ({
  index_key: name,
  schema_version: 0,
  attributes: {
    arn,
    has_secret_string_wo: true,
    id: `${arn}|${versionId}`,
    secret_binary: '',
    secret_id: arn,
    secret_string: null,
    secret_string_wo: null,
    secret_string_wo_version: 1,
    version_id: versionId,
    version_stages: ['AWSCURRENT'],
  },
  sensitive_attributes: [],
});

const planSchema = z.object({
  resource_changes: z
    .array(
      z.object({ type: z.string(), index: z.string().optional(), change: z.object({ actions: z.array(z.string()) }) }),
    )
    .default([]),
});

/** A deleted and recreated secret has a new ARN, and Terraform may find other changes too: a person has to confirm those. */
function refuseOthers(plan: string, before: Numbers, renewed: readonly string[]): void {
  const others = planSchema
    .parse(parseJsonOutput(plan))
    .resource_changes.filter(({ type, change }) => type === TYPE && !change.actions.every((one) => one === 'no-op'))
    .map(({ index }) => index ?? '')
    .filter((name) => before[name] !== undefined && !renewed.includes(name));
  if (others.length === 0) return;
  throw new UserError(
    'BAD_SETTING',
    `부탁하지 않은 비밀이 바뀝니다 (secrets would change that nobody asked for): ${others.join(', ')}`,
    `정말이면 (if that is meant): make secrets TARGET=aws RENEW=${others.join(',')}`,
  );
}

const mapValues = <From, To>(record: Partial<Record<string, From>>, to: (value: From | undefined) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
