import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { ensurePython, venvDir } from '../../../localstack/python/python.ts';
import { findFreePorts } from '../../../localstack/settings/ports.ts';
import { PORT_NAMES, PORT_SETTINGS } from '../../../localstack/settings/settings.ts';
import { stopEmbedded } from '../../../localstack/stack/stop.ts';
import { registerStack } from '../../../localstack/state/stacks.ts';

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  /** Standard output and error, in order of arrival, without colours. */
  readonly output: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  output(): string;
}

/** A separate checkout of this project, and the machine around it: variables, programs that come first on PATH, free ports. */
export interface Checkout {
  readonly path: string;
  /** Variables of every command from now on; undefined removes one. */
  readonly env: Record<string, string | undefined>;
  /** Runs `make …` in it, to its end. */
  make(args: string, env?: Record<string, string | undefined>): Promise<Ended>;
  /** Runs any program in it. The program leads a process group of its own. */
  start(command: string, args: readonly string[], env?: Record<string, string | undefined>): Running;
  /** Puts a shell script with that name first on PATH. */
  stub(name: string, script: string): void;
  /** Restores the machine's own program. */
  unstub(name: string): void;
  /** From now on its machine does not have these programs; all others of PATH stay. */
  without(...programs: string[]): void;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Ends what was started in it and removes it. */
  remove(): Promise<void>;
}

/** No Docker engine answers here: a case that is not about Docker reaches none, and nothing that somebody else runs there. */
export const NO_ENGINE = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };

/** None of this run's own settings reaches a checkout: each test says what its machine has. */
const KEPT = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TF_PLUGIN_DIR', 'DOCKER_HOST'];

/**
 * Copies the working tree into a separate checkout, as a clone would be.
 * @param options.name of its folder; `packages`: with node_modules (hard links), as after the first `make`; `venv`: with Python packages
 */
export async function aCheckout(
  options: { readonly name?: string; readonly packages?: boolean; readonly venv?: boolean } = {},
): Promise<Checkout> {
  const { name = 'checkout', packages = true, venv = false } = options;
  const scratch = mkdtempSync(join(tmpdir(), 'enterwait-machine-'));
  // A test that runs as another account must be able to enter.
  chmodSync(scratch, 0o755);
  const path = join(scratch, name);
  const forgetStack = registerStack(join(path, '.enterwait'));
  const forgetFolder = registerStack(scratch, 'folder');
  const bin = join(scratch, 'bin');
  mkdirSync(path);
  mkdirSync(bin);
  for (const file of filesOfTheProject()) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    cpSync(join(repositoryRoot, file), join(path, file), { preserveTimestamps: true });
  }
  if (packages)
    execFileSync('cp', ['-al', join(repositoryRoot, 'node_modules'), join(path, 'node_modules')], {
      env: toolEnvironment(),
    });
  if (venv) {
    // A fresh clone has none that could be copied, because no other test may have needed it yet.
    await ensurePython({ pidDir: scratch, logFile: join(scratch, 'python.log'), progress() {} });
    mkdirSync(join(path, '.enterwait'));
    execFileSync('cp', ['-a', venvDir, join(path, '.enterwait', 'venv')], {
      env: toolEnvironment(),
    });
  }
  const ports = await findFreePorts('127.0.0.1');
  const env: Record<string, string | undefined> = {
    ...Object.fromEntries(KEPT.map((variable) => [variable, process.env[variable]])),
    ...Object.fromEntries(PORT_NAMES.map((port) => [PORT_SETTINGS[port].variable, String(ports[port])])),
  };
  const running = new Set<Running>();

  const start: Checkout['start'] = (command, args, more = {}) => {
    const all = { ...env, ...more };
    const outputFile = join(scratch, `output-${running.size}`);
    const file = openSync(outputFile, 'a');
    const child = spawn(command, args, {
      cwd: path,
      env: Object.fromEntries(
        Object.entries({ ...all, PATH: `${bin}:${all.PATH ?? ''}` }).filter(([, value]) => value !== undefined),
      ) as Record<string, string>,
      detached: true,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    const output = () => stripVTControlCharacters(readFileSync(outputFile, 'utf8'));
    const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, output: output() }));
    const one = { pid: child.pid ?? 0, ended, output };
    running.add(one);
    return one;
  };
  const make: Checkout['make'] = (args, more) => start('make', args.split(' ').filter(Boolean), more).ended;

  return {
    path,
    env,
    start,
    make,
    stub(program, script) {
      writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, program), 0o755);
    },
    unstub: (program) => rmSync(join(bin, program), { force: true }),
    without(...programs) {
      const rest = mkdtempSync(join(scratch, 'path-'));
      for (const folder of (env.PATH ?? '').split(':').filter((path) => existsSync(path))) {
        for (const program of readdirSync(folder)) {
          // Of several with one name, a shell would find the first.
          if (programs.includes(program) || existsSync(join(rest, program))) continue;
          symlinkSync(join(folder, program), join(rest, program));
        }
      }
      env.PATH = rest;
    },
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    read: (file) => readFileSync(join(path, file), 'utf8'),
    async remove() {
      for (const { pid } of running) {
        // A process that could not be started has no id: 0 would be the group of this process.
        if (pid === 0) continue;
        try {
          process.kill(-pid, 'SIGKILL');
        } catch {
          // It has ended.
        }
      }
      await stopEmbedded(join(path, '.enterwait'), { reset: true });
      rmSync(scratch, { recursive: true, force: true });
      forgetStack();
      forgetFolder();
    },
  };
}

/** Made here, in any folder: not part of the project. */
const MADE_HERE = ['.git', '.enterwait', '.terraform', 'node_modules', 'dist', 'coverage'];

/** What git would clone, plus what is not committed yet; without git (a zip) everything except what is made here. */
function filesOfTheProject(): string[] {
  if (!existsSync(join(repositoryRoot, '.git'))) return filesBelow('.');
  const git = (...args: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...args], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      env: toolEnvironment(),
    }).split('\0');
  const deleted = new Set(git('--deleted'));
  return git('--cached', '--others', '--exclude-standard').filter((file) => file !== '' && !deleted.has(file));
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true })
    .filter(({ name }) => !MADE_HERE.includes(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}
