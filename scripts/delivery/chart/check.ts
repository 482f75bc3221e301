import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CommandFailed } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Finding } from '@enterwait/command-line/output';
import { runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { temporaryFolder } from '../../../localstack/state/stacks.ts';
import { chartValues } from '../deploy/chart-values.ts';
import { deploymentSchema } from '../deploy/deployment.ts';
import { KUBERNETES_VERSIONS } from '../tools/kubernetes-schemas.ts';
import { DEFINITIONS, keptSchema, schemaOrReason } from './definitions.ts';
import { parseObjects } from './kubernetes.ts';
import { RULES } from './rules/rules.ts';

export const CHART = join(repositoryRoot, 'charts', 'enterwait');
export const SIZES = ['small', 'production'] as const;
export type Size = (typeof SIZES)[number];

/** Values that must not reach a cluster, and the text of the refusal. */
const REFUSED = {
  'no values of a deployment': { example: false, set: [], says: /got 0, want 1/ },
  'a tag that moves': { example: true, set: ['imageTag=latest'], says: /imageTag/ },
  'people by plain http': { example: true, set: ['services.enterwait.publicUrl=http://x.example'], says: /publicUrl/ },
  'a load balancer from anywhere unknown': {
    example: true,
    set: ['network.loadBalancerCidrs=null'],
    says: /loadBalancerCidrs/,
  },
  'one pod alone': { example: true, set: ['services.nursery.replicas.min=1'], says: /replicas/ },
  'a misspelt value': { example: true, set: ['services.nursery.replica.min=3'], says: /replica/ },
  'more connections than the database has': {
    example: true,
    set: ['services.nursery.database.maxConnections=20'],
    says: /connections are more than/,
  },
  'a comparison that is rarer than its alarm': {
    example: true,
    set: ['reconcile.schedule=30 3 * * 1'],
    says: /schedule/,
  },
  'an erasure that is rarer than its alarm': {
    example: true,
    set: ['leavers.schedule=30 2 * * 1'],
    says: /schedule/,
  },
  'an erasure that is ended before its last line': {
    example: true,
    set: ['leavers.deadlineSeconds=1800'],
    says: /deadlineSeconds/,
  },
  'no time for the last answers': {
    example: true,
    set: ['rollout.terminationGracePeriodSeconds=25'],
    says: /last answers/,
  },
} as const satisfies Record<string, { example: boolean; set: readonly string[]; says: RegExp }>;

/** The values that `make deploy` passes for a system that is not published. */
function unpublished(system: ServiceName): string {
  const file = readFileSync(join(CHART, 'examples', 'terraform-output.json'), 'utf8');
  const deployment = deploymentSchema.parse(JSON.parse(file));
  const target_group_arns = Object.fromEntries(
    Object.entries(deployment.target_group_arns).filter(([group]) => !group.startsWith(system)),
  );
  const { management: _, ...public_urls } = deployment.public_urls;
  return JSON.stringify(chartValues({ ...deployment, public_urls, target_group_arns }, '0'.repeat(40)));
}

export interface ChartTools {
  readonly helm: string;
  readonly kubeconform: string;
  readonly schemas: string;
}

const valuesFor = (size: Size): string[] => [
  ...['--values', join(CHART, `values-${size}.yaml`)],
  ...['--values', join(CHART, 'examples', 'deployment.yaml')],
];

/** Everything that can be checked about the chart without a cluster, one finding at a time. */
export async function* checkChart({ helm, kubeconform, schemas }: ChartTools): AsyncGenerator<Finding> {
  const temporary = temporaryFolder('chart');
  const scratch = temporary.path;
  // Otherwise Helm keeps files of its own in the home folder.
  const env = toolEnvironment({ HELM_CACHE_HOME: scratch, HELM_CONFIG_HOME: scratch, HELM_DATA_HOME: scratch });
  const tool = (command: string, args: readonly string[]) => runCommand(command, args, { env });
  const template = (args: readonly string[]) =>
    tool(helm, ['template', 'enterwait', CHART, '--namespace', 'enterwait', ...args]);
  const validate = (version: string, files: readonly string[]) =>
    tool(kubeconform, [
      '-strict',
      ...['-schema-location', join(schemas, version, '{{.ResourceKind}}{{.KindSuffix}}.json')],
      ...['-schema-location', join(repositoryRoot, 'charts', 'schemas', '{{.ResourceKind}}{{.KindSuffix}}.json')],
      ...files,
    ]);
  try {
    mkdirSync(scratch, { recursive: true });
    for (const size of SIZES) {
      yield {
        what: `${size}: helm lint --strict`,
        problems: await failing(() => tool(helm, ['lint', '--strict', CHART, ...valuesFor(size)])),
      };
      const everything = [
        '--set',
        'metrics.serviceMonitor.enabled=true',
        '--set',
        'services.nursery.oidc.issuer=https://id.example.go.kr',
        '--set',
        'services.nursery.oidc.clientId=nursery',
        '--set',
        'services.nursery.oidc.cidrs={203.0.113.0/24}',
      ];
      const file = join(scratch, `${size}.yaml`);
      const full = join(scratch, `${size}-everything.yaml`);
      let rendered = '';
      yield {
        what: `${size}: helm template`,
        problems: await failing(async () => {
          rendered = (await template(valuesFor(size))).stdout;
          writeFileSync(file, rendered);
          writeFileSync(full, (await template([...valuesFor(size), ...everything])).stdout);
        }),
      };
      if (rendered === '') continue;
      for (const version of KUBERNETES_VERSIONS) {
        yield {
          what: `${size}: valid for Kubernetes ${version}`,
          problems: await failing(() => validate(version, [file, full])),
        };
      }
      for (const [what, rule] of Object.entries(RULES))
        yield { what: `${size}: ${what}`, problems: rule(parseObjects(readFileSync(full, 'utf8'))) };
      const without = async (system: ServiceName) => {
        const closed = join(scratch, `${size}-without-${system}.json`);
        writeFileSync(closed, unpublished(system));
        return parseObjects((await template([...valuesFor(size).slice(0, 2), '--values', closed])).stdout);
      };
      yield {
        what: `${size}: an operators' system that is published to nobody is bound to nothing`,
        problems: await failingOr(async () =>
          (await without('management'))
            .filter(({ kind, metadata }) => kind === 'TargetGroupBinding' && metadata.name.startsWith('management'))
            .map(({ metadata }) => `${metadata.name}: no pod of it would ever be ready`),
        ),
      };
      const refusal = await failing(() => without('nursery'));
      yield {
        what: `${size}: refused: a daycares' system that nobody reaches`,
        problems: refusal.join('\n').includes('nobody would reach it') ? [] : ['was taken', ...refusal],
      };
    }
    for (const version of KUBERNETES_VERSIONS) {
      yield {
        what: `cluster.yaml: valid for Kubernetes ${version}`,
        problems: await failing(() => validate(version, [join(repositoryRoot, 'charts', 'cluster.yaml')])),
      };
    }
    for (const definition of DEFINITIONS) {
      const what = `charts/schemas/${definition.schema}: as ${definition.module} ${definition.version} defines it`;
      const made = await schemaOrReason(definition);
      if (typeof made === 'string') yield { what, problems: [], skipped: made };
      else
        yield {
          what,
          problems: isDeepStrictEqual(made, keptSchema(definition)) ? [] : ['make chart-schemas makes another'],
        };
    }
    for (const [what, { example, set, says }] of Object.entries(REFUSED)) {
      const values = example ? valuesFor('production') : valuesFor('production').slice(0, 2);
      const answer = await failing(() => template([...values, ...set.flatMap((one) => ['--set', one])]));
      yield {
        what: `refused: ${what}`,
        problems: says.test(answer.join('\n')) ? [] : ['was taken, or refused for another reason', ...answer],
      };
    }
  } finally {
    temporary.remove();
  }
}

/** The problems found, or the reason why the check could not run. */
async function failingOr(look: () => Promise<string[]>): Promise<string[]> {
  let found: string[] = [];
  const failed = await failing(async () => {
    found = await look();
  });
  return [...failed, ...found];
}

async function failing(run: () => Promise<unknown>): Promise<string[]> {
  try {
    await run();
    return [];
  } catch (error) {
    if (error instanceof CommandFailed) return [error.message];
    throw error;
  }
}
