import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const resultSchema = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
  }),
);

let source: string | undefined;

/** What axe finds serious or critical on the current page, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  source ??= readFileSync(join(repositoryRoot, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  // Evaluated from outside, because the pages' own policy lets no script in.
  await page.evaluate(source);
  const violations = resultSchema.parse(
    await page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)'),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const [first] = nodes;
      const more = nodes.length > 1 ? ` (+${nodes.length - 1})` : '';
      return `axe ${id}: ${help} — ${String(first?.target.join(' '))}${more} ${first?.failureSummary?.split('\n')[1]?.trim() ?? ''}`;
    });
}
