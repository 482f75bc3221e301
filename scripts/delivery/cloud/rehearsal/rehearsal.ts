import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, Reporter } from '@enterwait/command-line/output';
import { z } from 'zod';
import type { TerraformOptions } from '../../../../localstack/terraform/environment.ts';
import {
  copyTerraform,
  terraformApply,
  terraformApplyPlan,
  terraformDestroy,
  terraformInit,
  terraformPlanJson,
  terraformStateJson,
  terraformStateList,
} from '../../../../localstack/terraform/terraform.ts';
import type { Size } from '../../chart/check.ts';
import { CHANGED_EVERY_DAY, changeForEveryDay } from '../checks/everyday.ts';
import { judgeSecondPlan } from '../checks/gaps.ts';
import { emptyRecord, judgeActions, judgeRoles, policiesIn, type RoleRecord, record } from '../checks/roles.ts';
import { judgeStanding } from '../checks/rules.ts';
import { inAccount, optionsOfExample, TEST_ZIPS } from './emulator.ts';
import { rehearseSecrets } from './secrets-rehearsal.ts';
import { recordState } from './state-rehearsal.ts';

const DOMAIN = 'example.go.kr';
/** The name in terraform/env/agency.tfvars.example. */
const STATE_BUCKET = 'example-enterwait-state';
const EMPTY_BUCKET = 'example-enterwait-empty';

/** What differs from AWS in the rehearsal; everything else comes from the size's own file and the example of an agency's. */
const REHEARSAL = {
  domain: DOMAIN,
  lambda_dir: TEST_ZIPS,
  deletion_protection: false,
  // With `production` on, Terraform would refuse the line above; scripts/delivery/cloud/rehearsal/growth.ts applies production as it is.
  production: false,
} as const;

/**
 * Applies the whole root of one size to a MiniStack of its own, writes its secrets, plans again, changes what changes every day, destroys
 * everything and looks for leftovers. Compares the calls of the plan and the change with the workflows' roles.
 * @param roles collects the calls, over several sizes
 * @throws UserError if it cannot even start, or Terraform fails
 */
export async function rehearse(
  size: Size,
  log: Reporter,
  signal: AbortSignal,
  roles: RoleRecord = emptyRecord(),
): Promise<Finding[]> {
  return inAccount(size, signal, async (account) => {
    const { ask, inventory } = account;
    // Covers both ways of DNS: in Route 53, and elsewhere, where people enter the records.
    const zone = size === 'production' ? await ask('hosted_zone.py', [DOMAIN]) : '';
    const options = optionsOfExample(size, account, { ...REHEARSAL, dns_zone_id: zone.trim() }, signal);
    for (const bucket of [STATE_BUCKET, EMPTY_BUCKET]) await ask('state_bucket.py', [bucket]);
    const before = await inventory();
    copyTerraform(options.paths, true);
    await log.step(`${size}: terraform init`, (progress) => terraformInit(options, progress));
    return goThrough(size, options, log, {
      before,
      roles,
      inventory,
      secretVersions: async () => (await ask('secret_versions.py')).trim().split('\n'),
    });
  });
}

async function goThrough(size: Size, options: TerraformOptions, log: Reporter, place: Place): Promise<Finding[]> {
  await log.step(`${size}: apply`, (progress) => terraformApply(options, progress));
  const made = (await terraformStateList(options)).length;
  const standing = judgeStanding(`${size}, as the example of an agency`, await terraformStateJson(options));

  const secrets = await log.step(`${size}: secrets`, () =>
    rehearseSecrets(size, options, { bucket: STATE_BUCKET, emptyBucket: EMPTY_BUCKET, versions: place.secretVersions }),
  );

  const logFile = (name: string): string => join(options.paths.stateDir, `${name}.log`);
  const plan = await log.step(`${size}: plan`, () => terraformPlanJson({ ...options, logFile: logFile('plan') }));
  const everyday = await log.step(`${size}: everyday change`, async (progress) => {
    const variables = join(options.paths.stateDir, 'everyday.tfvars.json');
    writeFileSync(variables, JSON.stringify(changeForEveryDay(options.paths.terraform, REHEARSAL.lambda_dir)));
    const changed = { ...options, varFiles: [...(options.varFiles ?? []), variables] };
    const planned = await terraformPlanJson({ ...changed, logFile: logFile('plan') });
    await terraformApplyPlan({ ...changed, logFile: logFile('apply') }, progress);
    return judgeEveryday(planned);
  });
  await log.step(`${size}: state`, () =>
    recordState(options, { bucket: STATE_BUCKET, plan: logFile('plan'), apply: logFile('apply') }),
  );
  const ofThis = emptyRecord();
  for (const one of [ofThis, place.roles]) {
    one.policies = policiesIn(plan);
    await record(one, 'plan', logFile('plan'), plan);
    await record(one, 'deploy', logFile('apply'), plan);
  }

  const { unexplained, explained, closed } = judgeSecondPlan(plan);
  // The small size has no Performance Insights.
  const reopened = size === 'production' ? closed : [];

  await log.step(`${size}: destroy`, (progress) => terraformDestroy(options, progress));
  const known = await terraformStateList(options);
  const left = (await place.inventory()).filter((line) => !place.before.includes(line));
  return [
    { what: `${size}: apply, ${made}개 (resources)`, problems: made > 0 ? [] : ['nothing was made'] },
    ...standing,
    { what: `${size}: second plan clean but for ${explained} gaps of the emulator`, problems: unexplained },
    {
      what: `${size}: every gap is one`,
      problems: reopened.map((gap) => `${gap} is kept now: take it out of scripts/delivery/cloud/checks/gaps.ts`),
    },
    { what: `${size}: destroy leaves nothing`, problems: [...known, ...left] },
    ...secrets,
    { what: `${size}: an everyday change is one of ${CHANGED_EVERY_DAY.size} kinds of resources`, problems: everyday },
    ...judgeRoles(ofThis, size, false),
    await judgeActions(ofThis.policies, size),
  ];
}

/** The plan must change exactly what it should: otherwise a role would seem to need too much, or a right to be unused. */
function judgeEveryday(plan: unknown): string[] {
  const changes = z
    .object({
      resource_changes: z.array(
        z.object({ address: z.string(), type: z.string(), change: z.object({ actions: z.array(z.string()) }) }),
      ),
    })
    .parse(plan)
    .resource_changes.filter(({ change }) => !change.actions.every((action) => ['no-op', 'read'].includes(action)));
  const kinds = new Set(changes.map(({ type }) => type));
  return [
    ...changes.filter(({ type }) => !CHANGED_EVERY_DAY.has(type)).map(({ address }) => `${address} changes as well`),
    ...[...CHANGED_EVERY_DAY].filter((type) => !kinds.has(type)).map((type) => `no ${type} changes`),
  ];
}

interface Place {
  readonly before: readonly string[];
  readonly roles: RoleRecord;
  inventory(): Promise<string[]>;
  secretVersions(): Promise<string[]>;
}
