import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { GAPS } from './gaps.ts';

/** Changes that the workflow may apply: text edits in a copy of terraform/, as a commit would make them. */
const EDITS: readonly { readonly file: string; readonly from: string; readonly to: string }[] = [
  // One rule is removed, one is added, and a third matches something else.
  { file: 'modules/pipeline/bus.tf', from: '    Leave = {', to: '    Everyday = {' },
  {
    file: 'modules/pipeline/bus.tf',
    from: 'origin = ["enterwait", "management"]',
    to: 'origin = ["enterwait", "everyday"]',
  },
  // Removes alarms. The emulator makes Terraform rewrite all the others anyway (gaps.ts).
  { file: 'cloud.tf', from: '["enterwait", "nursery", "management"]', to: '["enterwait", "nursery"]' },
  { file: 'modules/alarms/dashboard.tf', from: 'title = "Dead letters"', to: 'title = "Dead letters of every day"' },
  { file: 'modules/alarms/leavers.tf', from: '>= 0 }"', to: '>= 1 }"' },
  { file: 'modules/function/function.tf', from: 'var.log_retention_days', to: '180' },
];

/** Root variables: settings of functions and queues. */
const SETTINGS = {
  log_level: 'DEBUG',
  judge_receive_count: 40,
  mail_receive_count: 41,
  delivery_receive_count: 42,
  mail_concurrency: 3,
  delivery_concurrency: 7,
} as const;

/** The kinds of resources that this changes; each must occur. */
export const CHANGED_EVERY_DAY: ReadonlySet<string> = new Set([
  'aws_cloudwatch_dashboard',
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_event_target',
  'aws_cloudwatch_log_group',
  'aws_cloudwatch_log_metric_filter',
  'aws_cloudwatch_metric_alarm',
  'aws_lambda_event_source_mapping',
  'aws_lambda_function',
  'aws_sqs_queue',
]);

/**
 * Changes a copy of terraform/ as everyday commits do: code and settings of functions, queues, rules, alarms, the dashboard and log
 * retention. Ignores what the emulator forgets about other resources.
 * @param folder the copy
 * @param lambdaDir the previous zips
 * @returns the root variables to use with it
 * @throws Error if a file no longer contains the text to change
 */
export function changeForEveryDay(folder: string, lambdaDir: string): Record<string, unknown> {
  for (const { file, from, to } of EDITS) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from))
      throw new Error(`terraform/${file} says no more: ${from} (scripts/delivery/cloud/checks/everyday.ts)`);
    writeFileSync(path, text.replace(from, to));
  }
  leaveAloneWhatTheEmulatorForgets(folder);

  const zips = join(folder, 'everyday');
  mkdirSync(zips);
  cpSync(lambdaDir, zips, { recursive: true });
  const code = new TextEncoder().encode('export const handler = async () => "every day";\n');
  for (const zip of readdirSync(zips)) writeFileSync(join(zips, zip), zipSync({ 'index.mjs': code }));
  return { ...SETTINGS, lambda_dir: zips };
}

/** For every kind in the list of gaps, except those that are changed here anyway. */
function leaveAloneWhatTheEmulatorForgets(folder: string): void {
  const modules = join(folder, 'modules');
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tf'));
  const overrides = new Map<string, string>();
  for (const file of files) {
    const path = join(modules, file);
    for (const [, type = '', name = ''] of readFileSync(path, 'utf8').matchAll(/^resource "(\w+)" "(\w+)"/gm)) {
      if (GAPS[type] === undefined || CHANGED_EVERY_DAY.has(type)) continue;
      const text = `resource "${type}" "${name}" {\n  lifecycle {\n    ignore_changes = all\n  }\n}\n`;
      overrides.set(dirname(path), (overrides.get(dirname(path)) ?? '') + text);
    }
  }
  for (const [module, text] of overrides) writeFileSync(join(module, `${basename(module)}_override.tf`), text);
}
