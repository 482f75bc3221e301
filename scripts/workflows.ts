import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { type Finding, tellFindings } from '@enterwait/command-line/output';
import { runCommand } from '@enterwait/command-line/processes';
import { runCli } from '../localstack/command/run-cli.ts';
import { ensureGoTool } from './delivery/tools/go-tools.ts';
import { targetsOf, workflowProblems } from './delivery/workflows/rules.ts';

const FOLDER = join(repositoryRoot, '.github', 'workflows');

/** `make workflows`: runs actionlint, and our own rules that it does not cover. Exits with 1 if a workflow has a problem. */
await runCli((signal) => tellFindings(() => Promise.resolve(findings(signal))));

async function* findings(signal: AbortSignal): AsyncGenerator<Finding> {
  const targets = targetsOf(readFileSync(join(repositoryRoot, 'Makefile'), 'utf8'));
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));
  for (const file of files) {
    yield {
      what: `${file}: pinned, few rights, bounded, made of make targets`,
      problems: workflowProblems(readFileSync(join(FOLDER, file), 'utf8'), targets),
    };
  }
  const actionlint = await ensureGoTool('actionlint', (text) => console.log(text), signal);
  for (const file of files) yield { what: `${file}: actionlint`, problems: await lint(actionlint, join(FOLDER, file)) };
}

/** Switches off the external linters that a machine may happen to have. */
async function lint(actionlint: string, file: string): Promise<string[]> {
  try {
    await runCommand(actionlint, ['-no-color', '-shellcheck=', '-pyflakes=', file], { cwd: repositoryRoot });
    return [];
  } catch (error) {
    if (error instanceof CommandFailed) return [error.output];
    throw error;
  }
}
