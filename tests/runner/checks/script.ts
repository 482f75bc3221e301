import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import type { Tally } from '@enterwait/command-line/output';
import { type CheckContext, runProgram } from '../check.ts';

/** A script that checks many things and ends as `make test` does: `N passed, N failed, N skipped`. */
export async function runScript(context: CheckContext, script: string): Promise<Tally> {
  const { code, text } = await runProgram(context, nodeBinary, [join(repositoryRoot, 'scripts', script)]);
  const plain = stripVTControlCharacters(text);
  for (const [line] of plain.matchAll(/^✗ .*(?:\n {4}.*){0,12}/gm)) context.fail(line);
  const [, passed, failed, skipped = '0'] = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(plain) ?? [];
  if (passed === undefined || failed === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: Number(passed),
    failed: code !== 0 && failed === '0' ? 1 : Number(failed),
    skipped: Number(skipped),
  };
}
