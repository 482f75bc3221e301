import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import type { Runner } from '../deploy/runner.ts';
import { readAccepted, seriousFindings } from './scan.ts';

const REGISTRY = '111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/enterwait';
const images = {
  tag: 'abc',
  region: 'ap-northeast-2',
  repositories: {
    enterwait: `${REGISTRY}/enterwait`,
    nursery: `${REGISTRY}/nursery`,
    management: `${REGISTRY}/management`,
  },
};

function registry(answers: Record<string, unknown>): Runner & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    dryRun: false,
    async run(command, args) {
      const line = [command, ...args].join(' ');
      lines.push(line);
      if (line.includes(' wait ')) return '';
      const [, answer] = Object.entries(answers).find(([part]) => line.includes(`/${part} `)) ?? [];
      return JSON.stringify({ imageScanFindings: answer ?? { findings: [] } });
    },
  };
}
const found = (severity: string, name = 'CVE-2026-1') => ({ findings: [{ name, severity }] });

test('each image is looked at after ECR has looked', async () => {
  const runner = registry({});
  expect(await seriousFindings(runner, images, {}, '2026-01-01')).toEqual([]);
  expect(runner.lines).toHaveLength(6);
  expect(runner.lines[2]).toBe(
    'aws ecr wait image-scan-complete --region ap-northeast-2 --repository-name enterwait/nursery --image-id imageTag=abc',
  );
});

test('a scan that has not begun yet is waited for; one that failed is an error', async () => {
  const waits: string[] = [];
  const failing = (output: string, times: number): Runner => ({
    dryRun: false,
    async run(_, args) {
      if (args[1] !== 'wait') return JSON.stringify({ imageScanFindings: {} });
      waits.push(args.join(' '));
      if (waits.length <= times) throw new CommandFailed('aws ecr wait', 255, output);
      return '';
    },
  });
  expect(await seriousFindings(failing('ScanNotFoundException', 3), images, {}, '2026-01-01', 0)).toEqual([]);
  expect(waits).toHaveLength(6);
  waits.length = 0;
  await expect(
    seriousFindings(failing('terminal failure state', 1), images, {}, '2026-01-01', 0),
  ).rejects.toBeInstanceOf(CommandFailed);
  expect(waits).toHaveLength(1);
});

test.each(['CRITICAL', 'HIGH'])('a weakness that is %s stops the delivery', async (severity) => {
  const runner = registry({ nursery: found(severity) });
  expect(await seriousFindings(runner, images, {}, '2026-01-01')).toEqual([`nursery: CVE-2026-1 (${severity})`]);
});

test.each(['MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED'])('one that is %s does not', async (severity) => {
  expect(await seriousFindings(registry({ nursery: found(severity) }), images, {}, '2026-01-01')).toEqual([]);
});

test("Inspector's findings count as well", async () => {
  const enhancedFindings = [{ severity: 'HIGH', packageVulnerabilityDetails: { vulnerabilityId: 'CVE-2026-2' } }];
  expect(await seriousFindings(registry({ enterwait: { enhancedFindings } }), images, {}, '2026-01-01')).toEqual([
    'enterwait: CVE-2026-2 (HIGH)',
  ]);
});

test('what a person has accepted counts again after its day', async () => {
  const accepted = { 'CVE-2026-1': { why: 'the program is not called', until: '2026-01-31' } };
  const runner = registry({ nursery: found('HIGH') });
  expect(await seriousFindings(runner, images, accepted, '2026-01-31')).toEqual([]);
  expect(await seriousFindings(runner, images, accepted, '2026-02-01')).toHaveLength(1);
});

test('nothing is accepted without a reason and a day', () => {
  expect(Object.values(readAccepted()).every(({ until }) => until.length === 10)).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), 'accepted-'));
  const file = join(folder, 'accepted.json');
  for (const wrong of [{ why: 'not called at all' }, { why: '', until: '2026-01-31' }, { until: '2026-01-31' }]) {
    writeFileSync(file, JSON.stringify({ 'CVE-2026-1': wrong }));
    expect(() => readAccepted(file)).toThrow();
  }
  rmSync(folder, { recursive: true });
});
