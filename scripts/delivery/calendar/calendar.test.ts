import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { KUBERNETES_VERSIONS } from '../tools/kubernetes-schemas.ts';
import { type Entry, problemsOf, readCalendar, renderCalendar, withCalendar } from './calendar.ts';
import { inUse } from './in-use.ts';

const entries = readCalendar();
const entry: Entry = {
  what: 'engine',
  version: '8',
  ends: '2027-05-01',
  afterwards: 'Raise it.',
  source: 'https://example.org/',
  known: '2026-11-27',
};
const used = [{ what: 'engine', version: '8' }];

test('nothing that is used ends within 120 days of today', () => {
  expect(problemsOf(entries, inUse(), new Date().toISOString().slice(0, 10))).toEqual([]);
});

test('docs/operations.md has the calendar as make calendar writes it', () => {
  const page = readFileSync(join(repositoryRoot, 'docs/operations.md'), 'utf8');
  expect(page).toBe(withCalendar(page, renderCalendar(entries)));
});

test('an end is told 120 days ahead, not a day before, and after it too', () => {
  expect(problemsOf([entry], used, '2026-12-31')).toEqual([]);
  expect(problemsOf([entry], used, '2027-01-01')).toEqual(['engine 8: ends on 2027-05-01, in 120 days. Raise it.']);
  expect(problemsOf([entry], used, '2027-05-02')).toHaveLength(1);
});

test('a version without an entry is told, and an entry without a use', () => {
  expect(problemsOf([entry], [{ what: 'engine', version: '9' }], '2026-12-01')).toEqual([
    'engine 9: used, and nobody knows when it ends',
    'engine 8: not used any more, remove it',
  ]);
});

test('an end is borne with for as long as it was accepted, a year at most', () => {
  const accepted = { ...entry, accepted: { until: '2027-06-30', because: 'it waits' } };
  expect(problemsOf([accepted], used, '2027-06-30')).toEqual([]);
  expect(problemsOf([accepted], used, '2027-07-01')).toEqual([expect.stringMatching(/until 2027-06-30 only/)]);
  const forEver = { ...entry, accepted: { until: '2029-01-01', because: 'it waits' } };
  expect(problemsOf([forEver], used, '2027-04-01')).toEqual([expect.stringMatching(/more than a year/)]);
  expect(problemsOf([accepted], used, '2026-12-01')).toEqual([expect.stringMatching(/nothing to accept/)]);
});

test('a source that nobody has read for a year is told, also of what has no end', () => {
  const endless = { ...entry, ends: null };
  expect(problemsOf([endless], used, '2027-11-27')).toEqual([]);
  expect(problemsOf([endless], used, '2027-11-28')).toEqual([expect.stringMatching(/read it again/)]);
});

describe('what the code uses', () => {
  let root: string;
  const change = (file: string, from: RegExp, to: string) => {
    const before = readFileSync(join(repositoryRoot, file), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(join(root, file), after);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'enterwait-calendar-'));
    for (const path of ['terraform', '.github/workflows', 'services/base-image', 'docker-compose.yml'])
      cpSync(join(repositoryRoot, path), join(root, path), {
        recursive: true,
        filter: (source) => !source.includes('.terraform/'),
      });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    ['services/base-image/Dockerfile', /^FROM node:24/m, 'FROM node:26', 'Node of the images 26'],
    ['services/base-image/Dockerfile', /bookworm/, 'trixie', 'Debian of the images trixie'],
    ['docker-compose.yml', /mysql:8\.4/, 'mysql:9.7', 'MySQL of the local stack 9.7'],
    ['docker-compose.yml', /localstack:4\.14\.0/, 'localstack:2026.10', 'LocalStack of the local stack 2026.10'],
    ['terraform/modules/function/function.tf', /nodejs22\.x/, 'nodejs26.x', 'runtime of Lambda nodejs26.x'],
    ['terraform/.terraform.lock.hcl', /"5\.100\.0"/, '"7.0.0"', 'provider hashicorp/aws 7'],
    ['terraform/versions.tf', /"~> 1\.11"/, '"~> 1.20"', 'Terraform, at least 1.20'],
  ])('%s: a new version fails until its end is known (%s)', (file, from, to, name) => {
    change(file, from, to);
    expect(problemsOf(entries, inUse(root), '2026-11-27')).toContain(`${name}: used, and nobody knows when it ends`);
  });

  test('a version that has moved elsewhere is missed', () => {
    writeFileSync(join(root, 'services/base-image/Dockerfile'), 'FROM registry.example/node@sha256:0\n');
    expect(() => inUse(root)).toThrow(/Node of the images/);
  });

  test('variables are read in either form', () => {
    change(
      'terraform/versions.tf',
      /^/,
      'variable "kubernetes_version" {\n  type    = string\n  default = "1.99"\n}\n',
    );
    expect(inUse(root)).toContainEqual({ what: 'Kubernetes of EKS', version: '1.99' });
  });
});

test('the chart is checked with the version of the cluster, and with the next one', () => {
  const version = inUse().find(({ what }) => what === 'Kubernetes of EKS')?.version ?? '';
  const next = version.replace(/\d+$/, (minor) => String(Number(minor) + 1));
  expect(KUBERNETES_VERSIONS).toEqual([version, next]);
});
