import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@enterwait/command-line/output';
import { runCommand } from '@enterwait/command-line/processes';
import { parse } from 'yaml';
import { z } from 'zod';
import { terraformSource } from '../../../../localstack/terraform/terraform.ts';
import { SIZES, type Size } from '../../chart/check.ts';
import { ensureCheckov } from '../../tools/checkov.ts';
import type { PythonTool } from '../../tools/python-tool.ts';

const configSchema = z.object({ 'skip-check': z.array(z.string()).default([]) });
const reportSchema = z.object({
  results: z.object({
    failed_checks: z.array(
      z.object({
        check_id: z.string(),
        check_name: z.string(),
        resource: z.string(),
        file_path: z.string(),
        file_line_range: z.array(z.number()),
      }),
    ),
  }),
  summary: z.object({ passed: z.number(), parsing_errors: z.number() }),
});

/** checkov's findings on AWS in both sizes. The checks that we do not follow are in terraform/.checkov.yaml, each with its reason. */
export async function* checkPolicies(signal: AbortSignal): AsyncGenerator<Finding> {
  const checkov = await ensureCheckov((text) => console.log(text), signal);
  for (const size of SIZES) yield await checkSize(checkov, size, signal);
}

async function checkSize({ python, script }: PythonTool, size: Size, signal: AbortSignal): Promise<Finding> {
  const common = join(terraformSource, '.checkov.yaml');
  const skipped = [common, join(terraformSource, 'env', `${size}.checkov.yaml`)].flatMap(skippedIn);
  const { stdout } = await runCommand(
    'nice',
    [
      ...['-n', '10', python, script, '--directory', terraformSource, '--config-file', common, '--output', 'json'],
      ...['--var-file', join(terraformSource, 'env', `${size}.tfvars`), '--skip-check', skipped.join(',')],
    ],
    { accept: [0, 1], signal },
  );
  const { results, summary } = reportSchema.parse(JSON.parse(stdout));
  const problems = results.failed_checks.map(
    ({ check_id, check_name, resource, file_path, file_line_range: [line] }) =>
      `${check_id} ${check_name}: ${resource} (terraform${file_path}:${line})`,
  );
  if (summary.parsing_errors > 0) problems.push(`${summary.parsing_errors} files could not be read`);
  return { what: `checkov, ${size}: ${summary.passed} checks, ${skipped.length} of its rules not followed`, problems };
}

const skippedIn = (file: string): string[] =>
  existsSync(file) ? configSchema.parse(parse(readFileSync(file, 'utf8')))['skip-check'] : [];
