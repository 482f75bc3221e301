import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';

const makefile = readFileSync(join(repositoryRoot, 'Makefile'), 'utf8');
const targets = [...makefile.matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => name ?? '');
test('make has nothing to warn of, and every target is in its help', () => {
  const help = spawnSync('make', ['-s', 'help'], { cwd: repositoryRoot, encoding: 'utf8', env: toolEnvironment() });
  expect([help.status, help.stderr]).toEqual([0, '']);
  expect([...help.stdout.matchAll(/^ {2}make ([a-z-]+)/gm)].map(([, name]) => name)).toEqual(targets);
});

test('every target is there once, and is no file', () => {
  expect(targets).toEqual([...new Set(targets)]);
  const phony = /^\.PHONY: (.*)$/m.exec(makefile)?.[1]?.split(' ') ?? [];
  expect([...phony].sort()).toEqual([...targets].sort());
});

test('every script has a target, and every target its script', () => {
  const called = [...makefile.matchAll(/scripts\/([a-z-]+\.ts)/g)].map(([, file]) => file ?? '');
  expect(called.filter((file) => !existsSync(join(repositoryRoot, 'scripts', file)))).toEqual([]);
  const scripts = readdirSync(join(repositoryRoot, 'scripts')).filter((file) => /^[a-z-]+\.ts$/.test(file));
  // `make plan`, `make test` and a command that a second Ctrl-C ends start these.
  const started = ['alarms.ts', 'cloud.ts', 'policies.ts', 'put-away.ts', 'rights.ts'];
  expect(scripts.filter((file) => !called.includes(file)).sort()).toEqual(started);
});

test('what is set on the command line or before it reaches a recipe, and nothing else does', () => {
  const env = { PATH: process.env.PATH, SEED: '7' };
  const recipe = spawnSync('make', ['-s', '-f', 'Makefile', '-f', '-', 'show', 'MODEL_RUNS=5'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env,
    input: 'show:\n\t@env\n',
  });
  const ofMakeOrShell = /^(MAKE|MFLAGS|PWD=|OLDPWD=|SHLVL=|_=|LC_|PATH=)/;
  expect(
    recipe.stdout
      .split('\n')
      .filter((line) => line !== '' && !ofMakeOrShell.test(line))
      .sort(),
  ).toEqual(['MODEL_RUNS=5', 'SEED=7']);
});
