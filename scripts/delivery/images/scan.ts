import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailed } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';
import { SERVICE_NAMES, type ServiceName } from '../../../localstack/stack/stack.ts';
import type { Runner } from '../deploy/runner.ts';

/** Severities that stop a delivery. */
const SERIOUS = new Set(['CRITICAL', 'HIGH']);

const findingSchema = z.object({ name: z.string(), severity: z.string() });
/** The answer of basic scanning, and of Inspector in accounts that use it. */
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

/** Vulnerabilities that a person has reviewed, by name: why they do no harm here, and until when that holds. */
export const readAccepted = (file = join(repositoryRoot, 'services', 'accepted-findings.json')): Accepted =>
  acceptedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/**
 * The serious vulnerabilities that ECR has found in the three images. ECR scans at every push; this waits for the scan.
 * @param today YYYY-MM-DD: a finding that was accepted until an earlier day counts again
 * @returns `nursery: CVE-… (HIGH)`, one per line; empty if there is none
 * @throws CommandFailed if ECR could not scan
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

/** A scan starts a moment after the push; until then ECR knows of none, and its waiter gives up at once. */
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
