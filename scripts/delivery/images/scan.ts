import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailed } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName } from '../../../localstack/stack/stack.ts';
import type { Runner } from '../deploy/runner.ts';

/** What stops a delivery. */
const SERIOUS = new Set(['CRITICAL', 'HIGH']);

const findingSchema = z.object({ name: z.string(), severity: z.string() });
/** Of basic scanning, and of Inspector's where an account has that. */
const answerSchema = z.object({
  imageScanFindings: z.object({
    findings: z.array(findingSchema).default([]),
    enhancedFindings: z
      .array(
        z.object({
          severity: z.string(),
          packageVulnerabilityDetails: z.object({ vulnerabilityId: z.string() }).optional(),
          findingArn: z.string().optional(),
        }),
      )
      .default([]),
  }),
});

const acceptedSchema = z.record(z.string(), z.strictObject({ why: z.string().min(10), until: z.iso.date() }));
export type Accepted = z.infer<typeof acceptedSchema>;

/** Weaknesses that a person has looked at, by name: why they do no harm here, and until when that is believed. */
export const readAccepted = (file = join(repositoryRoot, 'services', 'accepted-findings.json')): Accepted =>
  acceptedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/**
 * The serious weaknesses of the three images that ECR has found, after it has looked: it does so at every push.
 * @param today YYYY-MM-DD: what was accepted until a day before counts again
 * @returns `nursery: CVE-… (HIGH)`, one a line; empty: nothing
 * @throws CommandFailed where ECR could not look
 */
export async function seriousFindings(
  runner: Runner,
  { tag, region, repositories }: { tag: string; region: string; repositories: Record<ServiceName, string> },
  accepted: Accepted,
  today: string,
  everyMs = 5_000,
): Promise<string[]> {
  const serious: string[] = [];
  for (const name of SERVICE_NAMES) {
    const repository = repositories[name];
    const image = [
      ...['--region', region, '--repository-name', repository.slice(repository.indexOf('/') + 1)],
      ...['--image-id', `imageTag=${tag}`],
    ];
    await waitForScan(runner, image, everyMs);
    const answer = await runner.run('aws', ['ecr', 'describe-image-scan-findings', ...image, '--output', 'json'], {
      quiet: true,
    });
    if (runner.dryRun) continue;
    for (const finding of findingsIn(answer)) {
      if (!SERIOUS.has(finding.severity) || (accepted[finding.name]?.until ?? '') >= today) continue;
      serious.push(`${name}: ${finding.name} (${finding.severity})`);
    }
  }
  return serious;
}

/** A scan begins a moment after the push; until then ECR knows of none, and its waiter gives up at once. */
async function waitForScan(runner: Runner, image: readonly string[], everyMs: number, tries = 12): Promise<void> {
  try {
    await runner.run('aws', ['ecr', 'wait', 'image-scan-complete', ...image], { quiet: true });
  } catch (error) {
    if (tries <= 1 || !(error instanceof CommandFailed && error.output.includes('ScanNotFound'))) throw error;
    await pause(everyMs);
    await waitForScan(runner, image, everyMs, tries - 1);
  }
}

function findingsIn(answer: string): z.infer<typeof findingSchema>[] {
  const { findings, enhancedFindings } = answerSchema.parse(JSON.parse(answer)).imageScanFindings;
  return [
    ...findings,
    ...enhancedFindings.map(({ severity, packageVulnerabilityDetails, findingArn }) => ({
      name: packageVulnerabilityDetails?.vulnerabilityId ?? findingArn ?? 'unnamed',
      severity,
    })),
  ];
}
