import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '../deploy/runner.ts';
import { applyInAws, planInAws } from './aws.ts';

const env = { STATE_BUCKET: 'example-enterwait-state', AGENCY_TFVARS: 'domain = "example.go.kr"\n' };
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'enterwait-plans-'));
});
afterEach(() => rmSync(place, { recursive: true }));

/** Records the commands instead of running them. */
function recorder(): Runner & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    dryRun: true,
    async run(command, args) {
      lines.push([command, ...args].join(' '));
      return '';
    },
  };
}

test('both sizes have one state, and the file of the agency comes after that of the size', async () => {
  for (const size of ['small', 'production'] as const) {
    const runner = recorder();
    await planInAws(runner, size, env, place);
    const [init, plan] = runner.lines;
    expect(init).toContain('-backend-config=key=enterwait/terraform.tfstate');
    expect(plan).toMatch(new RegExp(`env/${size}\\.tfvars -var-file=${place}/agency\\.tfvars`));
    expect(plan).not.toContain('-target');
    expect(readFileSync(join(place, 'agency.tfvars'), 'utf8')).toBe(env.AGENCY_TFVARS);
    await applyInAws(runner, size, env, place);
    expect(runner.lines.at(-1)).toContain(`apply -input=false ${place}/plans/${size}.tfplan`);
  }
});

test('CERTIFICATES=1 plans the certificates alone', async () => {
  const runner = recorder();
  await planInAws(runner, 'small', { ...env, CERTIFICATES: '1' }, place);
  expect(runner.lines[1]?.match(/-target=\S+/g)).toEqual([
    '-target=module.edge[0].aws_acm_certificate.public',
    '-target=module.edge[0].aws_acm_certificate.internal',
  ]);
  const off = recorder();
  await planInAws(off, 'small', { ...env, CERTIFICATES: '0' }, place);
  expect(off.lines[1]).not.toContain('-target');
});

test('nothing is begun without a bucket for the state', async () => {
  await expect(planInAws(recorder(), 'small', { AGENCY_TFVARS: 'x' }, place)).rejects.toThrow(/STATE_BUCKET/);
});
