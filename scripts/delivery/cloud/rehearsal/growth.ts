import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import type { Finding, Reporter } from '@enterwait/command-line/output';
import { personEnvironment, runCommand, STATE_MARKER, toolEnvironment } from '@enterwait/command-line/processes';
import { z } from 'zod';
import { DEFAULT_REGION, EMULATOR_CREDENTIALS } from '../../../../localstack/settings/settings.ts';
import { terraformDefaults } from '../../../../localstack/terraform/environment.ts';
import { copyTerraform, parseJsonOutput, terraformSource } from '../../../../localstack/terraform/terraform.ts';
import type { Size } from '../../chart/check.ts';
import type { Runner } from '../../deploy/runner.ts';
import { applyInAws, outputsOfAws, planInAws } from '../aws.ts';
import { GAPS, judgeSecondPlan } from '../checks/gaps.ts';
import { creations, judgeStanding, preciousDeletions } from '../checks/rules.ts';
import { formerKeys, STATE_KEY } from '../state-key.ts';
import { type Account, inAccount, TEST_ZIPS } from './emulator.ts';

const BUCKET = 'example-enterwait-state';
const DATABASE = 'module.database["nursery"].aws_db_instance.this';

/**
 * Where the emulator differs from AWS, by the Terraform folder that the override is laid over. An emulator's bucket names do not resolve,
 * and MiniStack cannot modify a cluster, nor anything of a mail identity but its name (scripts/delivery/cloud/checks/gaps.ts has the other
 * differences).
 */
export const OVERRIDES = {
  '.': 'provider "aws" {\n  s3_use_path_style = true\n}\n',
  'modules/cluster': `resource "aws_eks_cluster" "this" {
  lifecycle {
    ignore_changes = [compute_config, kubernetes_network_config, storage_config, upgrade_policy, vpc_config]
  }
}

resource "aws_eks_addon" "this" {
  lifecycle {
    ignore_changes = [addon_version, configuration_values]
  }
}
`,
  'modules/mail': `resource "aws_sesv2_email_identity" "domain" {
  lifecycle {
    ignore_changes = [configuration_set_name, dkim_signing_attributes]
  }
}
`,
} as const;

/**
 * A database grows in its maintenance window, as in AWS (docs/aws.md), and no window occurs here: until then each plan would set these
 * again. MiniStack makes Performance Insights and the retention wait for the window as well; AWS applies them at once.
 */
const WAITS_FOR_ITS_WINDOW = [
  'allocated_storage',
  'backup_retention_period',
  'instance_class',
  'multi_az',
  'performance_insights_enabled',
];
const GAPS_OF_GROWTH = {
  ...GAPS,
  aws_db_instance: { attributes: [...(GAPS.aws_db_instance?.attributes ?? []), ...WAITS_FOR_ITS_WINDOW] },
};

const ZIPS = `lambda_dir = ${JSON.stringify(TEST_ZIPS)}\n`;
const UNPROTECTED = 'production = false\ndeletion_protection = false\n';

/**
 * Plays the first year of an account, with the commands of docs/aws.md and the state in a bucket: first the certificates, because the
 * domain is not in Route 53; then small; the state of an earlier release moved over; production in place of small; a database restored;
 * everything destroyed.
 * @throws UserError if it cannot even start, or Terraform fails
 */
export async function growUp(log: Reporter, signal: AbortSignal): Promise<Finding[]> {
  return inAccount('growth', signal, async (account) => {
    const findings: Finding[] = [];
    try {
      for await (const finding of firstYear(account, log, signal)) findings.push(finding);
    } catch (error) {
      // The findings so far say more than the failure alone.
      if (!(error instanceof CommandFailed)) throw error;
      findings.push({ what: 'growth: comes to its end', problems: [error.message] });
    }
    return findings;
  });
}

async function* firstYear(account: Account, log: Reporter, signal: AbortSignal): AsyncGenerator<Finding> {
  await account.ask('state_bucket.py', [BUCKET]);
  const before = await account.inventory();
  const make = asPerson(account, signal);
  const step = <Result>(what: string, work: () => Promise<Result>) => log.step(`growth: ${what}`, work);

  await step('certificates', () => make.planAndApply('small', 'partly', { CERTIFICATES: '1' }));
  const first = z.object({ certificate_records: z.object({ value: z.array(z.unknown()) }) });
  const records = first.safeParse(parseJsonOutput(await make.outputs()));
  yield {
    what: 'growth: without Route 53 the records are known before anything waits for them',
    problems: records.success && records.data.certificate_records.value.length === 4 ? [] : ['no certificate_records'],
  };

  await step('small', () => make.planAndApply('small', 'partly'));
  yield* judgeStanding('small, partly set', await make.state());

  // Stored as an earlier release stored it.
  const [formerKey = ''] = formerKeys();
  await account.ask('state_bucket.py', [BUCKET, STATE_KEY, formerKey]);
  const growing = await step('plan of production', () => make.plan('production', 'partly'));
  yield {
    what: 'growth: the state of an earlier release is brought along, and production replaces nothing that must stay',
    problems: [
      ...preciousDeletions(growing),
      ...creations(growing).filter((address) => /aws_vpc\.|aws_db_instance|aws_sqs_queue|aws_dynamodb/.test(address)),
    ],
  };
  await step('production', () => make.apply('production'));
  yield* judgeStanding('production, partly set', await make.state());

  // The old database is gone here, because the emulator cannot rename it. In AWS Terraform would keep following the old one by its id.
  await account.ask('restored_database.py', ['enterwait-nursery']);
  await step('state rm, import', async () => {
    await make.terraform(['state', 'rm', DATABASE]);
    await make.terraform(['import', ...make.files('production', 'partly'), DATABASE, 'enterwait-nursery']);
  });
  const mended = await step('plan after the import', () => make.plan('production', 'partly'));
  yield {
    what: 'growth: a restored database is taken over, and nothing is made or replaced for it',
    problems: [...preciousDeletions(mended), ...creations(mended)],
  };

  // One apply sets what the import could not know, sets everything the agency may set, and removes the protection against destroy.
  await step('everything set, unprotected', () => make.planAndApply('production', 'full', {}, UNPROTECTED));
  yield* judgeStanding('production, everything set', await make.state());
  const { unexplained, explained } = judgeSecondPlan(
    await step('second plan', () => make.plan('production', 'full', {}, UNPROTECTED)),
    GAPS_OF_GROWTH,
  );
  yield { what: `growth: second plan clean but for ${explained} gaps of the emulator`, problems: unexplained };

  await step('destroy', () =>
    make.terraform([
      ...['destroy', '-auto-approve', '-refresh=false', '-input=false', '-no-color'],
      ...make.files('production', 'full', UNPROTECTED),
    ]),
  );
  const left = (await account.inventory()).filter((line) => !before.includes(line));
  yield { what: 'growth: destroy leaves nothing', problems: [...(await make.resources()), ...left] };
}

/** Someone who follows docs/aws.md: calls the functions behind `make plan | apply | outputs TARGET=aws`. */
function asPerson({ paths, endpoint }: Account, signal: AbortSignal) {
  copyTerraform(paths, true);
  for (const [folder, text] of Object.entries(OVERRIDES))
    writeFileSync(join(paths.terraform, folder, 'emulator_override.tf'), text);
  const place = join(paths.stateDir, 'person');
  mkdirSync(place, { recursive: true });
  const env = personEnvironment({
    ...EMULATOR_CREDENTIALS,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: DEFAULT_REGION,
    STATE_BUCKET: BUCKET,
    TERRAFORM_DIR: paths.terraform,
  });
  const own = {
    ...terraformDefaults(),
    ...EMULATOR_CREDENTIALS,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: DEFAULT_REGION,
    TF_CLI_ARGS_init: '-backend-config=use_path_style=true',
    TF_CLI_ARGS_plan: '-parallelism=30',
    TF_CLI_ARGS_apply: '-parallelism=30',
    TF_CLI_ARGS_destroy: '-parallelism=30',
    [STATE_MARKER]: paths.stateDir,
  };
  const run = async (command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}, input?: string) =>
    (
      await runCommand(command, args, {
        cwd: paths.terraform,
        env: toolEnvironment({ ...more, ...own }),
        pidDir: paths.pids,
        logFile: join(paths.logs, 'terraform.log'),
        signal,
        ...(input === undefined ? {} : { input }),
      })
    ).stdout;
  const runner: Runner = { dryRun: false, run: (command, args, { env, input } = {}) => run(command, args, env, input) };
  const terraform = (args: readonly string[]) => run('terraform', args);

  const agencyOf = (agency: string, more: string): string =>
    readFileSync(join(terraformSource, 'tests', 'agency', `${agency}.tfvars`), 'utf8') + ZIPS + more;
  /** The variable files as `make plan` has written them. */
  const files = (size: Size, agency: string, more = ''): string[] => {
    const file = join(place, 'agency.tfvars');
    writeFileSync(file, agencyOf(agency, more));
    return [`-var-file=${join(terraformSource, 'env', `${size}.tfvars`)}`, `-var-file=${file}`];
  };
  const plan = async (size: Size, agency: string, wishes: NodeJS.ProcessEnv = {}, more = ''): Promise<unknown> => {
    await planInAws(runner, size, { ...env, ...wishes, AGENCY_TFVARS: agencyOf(agency, more) }, place);
    return parseJsonOutput(await terraform(['show', '-json', join(place, 'plans', `${size}.tfplan`)]));
  };
  const apply = (size: Size) => applyInAws(runner, size, env, place);
  return {
    terraform,
    files,
    plan,
    apply,
    planAndApply: async (...[size, ...rest]: Parameters<typeof plan>) => {
      await plan(size, ...rest);
      await apply(size);
    },
    outputs: () => outputsOfAws(runner, env),
    state: async (): Promise<unknown> => parseJsonOutput(await terraform(['show', '-json'])),
    resources: async (): Promise<string[]> => (await terraform(['state', 'list'])).split('\n').filter(Boolean),
  };
}
