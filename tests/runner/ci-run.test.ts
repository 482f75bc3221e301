import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';

/** `.ci/run` in a separate folder, with a `make` that only prints. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'enterwait-ci-run-'));
  mkdirSync(join(folder, 'repository', '.ci'), { recursive: true });
  cpSync(join(repositoryRoot, '.ci', 'run'), join(folder, 'repository', '.ci', 'run'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function script(path: readonly string[], text: string): void {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** A machine with the lab, where engine and images end with this function. */
function aLab(code = 0): void {
  script(['shared', 'lab', 'docker-up'], 'echo engine');
  script(['shared', 'lab', 'images'], `echo images; exit ${code}`);
}

/** @param suites what `make` prints and does, by kind of stack */
function run(suites: Partial<Record<'embedded' | 'docker', string>>): { status: number | null; lines: string[] } {
  const cases = Object.entries(suites).map(([kind, text]) => `${kind}) echo "$@"; ${text};;`);
  script(['bin', 'make'], `case $STACK in\n${cases.join('\n')}\nesac`);
  const { status, stdout } = spawnSync('bash', [join(folder, 'repository', '.ci', 'run')], {
    encoding: 'utf8',
    env: toolEnvironment({ PATH: `${join(folder, 'bin')}:${process.env.PATH}` }),
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

const closing = (passed: number, failed = 0, skipped = 0): string =>
  `echo "${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}"`;
/** Ends as make does when its recipe failed. */
const FAILED = 'echo "make: *** [Makefile:87: test] Error 1" >&2; exit 1';

test('without the lab everything runs on the one kind', () => {
  const { status, lines } = run({ embedded: closing(7, 0, 1) });
  expect([status, lines.at(-1)]).toEqual([0, '7 passed, 0 failed, 1 skipped']);
  expect(lines).toContain('test ALL=1');
});

test('with the lab each kind has its share, and both are added up', () => {
  aLab();
  const { status, lines } = run({ embedded: closing(7), docker: closing(5) });
  expect([status, lines.at(-1)]).toEqual([0, '12 passed, 0 failed']);
  expect(lines).toEqual(
    expect.arrayContaining(['test ALL=1 SPLIT=1', '[docker] test ONLY=integration,browser,faults SPLIT=1']),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^\d+:\d\d min {2}in all$/));
});

test('a failed test is counted, and said once more at the end', () => {
  aLab();
  const { status, lines } = run({ embedded: `echo "✗ lost"; ${closing(7, 1)}; ${FAILED}`, docker: closing(5) });
  expect([status, lines.at(-1)]).toEqual([1, '12 passed, 1 failed']);
  expect(lines.filter((line) => line === '✗ lost')).toHaveLength(2);
});

test('a suite that is killed counts as failed, whatever closing line a part of it has printed', () => {
  aLab();
  const { status, lines } = run({ embedded: closing(7), docker: `${closing(30)}; echo more; echo more; kill -9 $$` });
  expect([status, lines.at(-1)]).toEqual([1, '7 passed, 1 failed']);
});

test('a suite that fails without a failed test counts as one', () => {
  const { status, lines } = run({ embedded: `${closing(7)}; ${FAILED}` });
  expect([status, lines.at(-1)]).toEqual([1, '7 passed, 1 failed']);
});

test('a lab that does not come up counts as failed, and what it said is shown', () => {
  aLab(3);
  const { status, lines } = run({ embedded: closing(7), docker: closing(5) });
  expect([status, lines.at(-1)]).toEqual([1, '7 passed, 1 failed']);
  expect(lines).toEqual(
    expect.arrayContaining(['[docker] engine', '[docker] images', '[docker] the lab did not come up']),
  );
});
