import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir, repositoryRoot } from '@enterwait/command-line/files';
import { commandWorks, runCommand } from '@enterwait/command-line/processes';
import { canInstall, installPackages } from '../../localstack/embedded/apt.ts';
import { pathsOf } from '../../localstack/state/paths.ts';
import type { Settings } from './checks.ts';

export const PROTOCOL = join(repositoryRoot, 'docs', 'spec', 'protocol.pml');

const DEBIAN_PACKAGES = ['spin', 'gcc', 'libc6-dev'] as const;
/** A world of two applications takes half of this. */
const MEMORY_MB = 4_000;
/** Slots of the hash table, as a power of two: the largest world has 15 million states. */
const HASH_BITS = 25;
/** No run of the smallest worlds is longer: each command is asked, read, judged, told twice, and lost or repeated now and then. */
const LONGEST_RUN = 1_000;

/**
 * The model checker and the C compiler that it needs, installed where that is allowed.
 * @throws UserError (`TOOL_MISSING`) that says how to get them
 */
export async function ensureSpin(tell: (text: string) => void, signal?: AbortSignal): Promise<void> {
  if (await hasSpin()) return;
  const advice = 'Debian/Ubuntu: sudo apt install spin gcc libc6-dev · macOS: brew install spin';
  if (!canInstall()) throw new UserError('TOOL_MISSING', `spin, gcc: 없습니다 (not there) · ${advice}`, advice);
  const { pids, logs } = pathsOf(defaultStateDir);
  await installPackages(DEBIAN_PACKAGES, {
    pidDir: pids,
    logFile: join(logs, 'install.log'),
    signal,
    progress: (text) => tell(`… ${text}`),
  });
  if (!(await hasSpin()))
    throw new UserError('TOOL_MISSING', `spin, gcc: 설치되지 않음 (not installed) · ${advice}`, advice);
}

const hasSpin = async (): Promise<boolean> =>
  (await commandWorks('spin', ['-V'])) && (await commandWorks('gcc', ['--version']));

/** What is checked: the protocol in a world, perhaps without a rule. */
export interface Model {
  readonly settings: Settings;
  readonly removed?: { readonly macro: string; readonly promise: number };
}

const macrosOf = ({ settings, removed }: Model): string[] => [
  ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
  ...(removed === undefined ? [] : [`-D${removed.macro}`, `-DPROMISED=${removed.promise}`]),
];

/** The checker's result of a whole search. */
export interface Search {
  readonly errors: number;
  /** Everything that can happen was searched. */
  readonly complete: boolean;
  /** The checker's own lines. */
  readonly summary: readonly string[];
}

/** Searches everything that can happen, in `folder`, which is empty. */
export async function searchAll(model: Model, folder: string, signal: AbortSignal): Promise<Search> {
  await compile(model, folder, ['-O2'], signal);
  return readSearch(await runChecker(folder, LONGEST_RUN, HASH_BITS, signal));
}

export function readSearch(output: string): Search {
  const errors = /errors: (\d+)$/m.exec(output)?.[1];
  return {
    errors: Number(errors ?? 1),
    complete: errors !== undefined && !/max search depth too small|Search not completed|out of memory/i.test(output),
    summary: output
      .split('\n')
      .filter((line) => /^pan:|errors: |states, stored|transitions|total actual memory/.test(line))
      .map((line) => line.trim().replaceAll(/\s+/g, ' ')),
  };
}

export interface Counterexample {
  readonly promise: number;
  readonly steps: number;
  /** What happens, one thing per line. */
  readonly story: readonly string[];
  /** The checker's own line. */
  readonly said: string;
}

const SHORTEST_RUN = 2;
const LONGEST_COUNTEREXAMPLE = 30;

/** The shortest run that breaks a promise, found by searching ever deeper in `folder`, which is empty; undefined if there is none. */
export async function findCounterexample(
  model: Model,
  folder: string,
  signal: AbortSignal,
): Promise<Counterexample | undefined> {
  // A state that was first met deep down is searched again when it is met earlier.
  await compile(model, folder, ['-O1', '-DREACH'], signal);
  for (let depth = SHORTEST_RUN; depth <= LONGEST_COUNTEREXAMPLE; depth += 1) {
    const output = await runChecker(folder, depth, 20, signal);
    if (readSearch(output).errors === 0) continue;
    const said = /^pan:.*$/m.exec(output)?.[0] ?? '';
    const replay = await replayTrail(model, folder, signal);
    return { ...readTrail(replay), said };
  }
  return undefined;
}

/** Reads Spin's output when it replays a trail. The step that breaks a promise reports itself after breaking it. */
export function readTrail(output: string): Omit<Counterexample, 'said'> {
  const steps = Number(/^spin: trail ends after (\d+) steps/m.exec(output)?.[1]);
  const promise = Number(/^BROKEN (\d+)$/m.exec(output)?.[1]);
  const [told = ''] = output.split('\nspin: trail ends');
  const story = told.split('\n').filter((line) => line !== '' && !/^(spin:|BROKEN )/.test(line));
  // When all is quiet nothing happens any more: anything reported after the promise was broken did not happen.
  const brokenAtRest = /^BROKEN \d+\n(?:spin:.*\n)*all is quiet/m.test(output);
  return { promise, steps, story: brokenAtRest ? story.slice(0, -1) : story };
}

async function compile(model: Model, folder: string, flags: readonly string[], signal: AbortSignal): Promise<void> {
  await runCommand('spin', [...macrosOf(model), '-a', PROTOCOL], { cwd: folder, signal });
  // Safety only: every promise is an assertion. All steps touch the same state, so no order among them can be left out.
  const defined = ['-DSAFETY', '-DNOREDUCE', '-DVECTORSZ=1024', `-DMEMLIM=${MEMORY_MB}`, ...flags];
  await runCommand('gcc', ['-w', ...defined, '-o', 'pan', 'pan.c'], { cwd: folder, signal });
}

async function runChecker(folder: string, depth: number, hashBits: number, signal: AbortSignal): Promise<string> {
  const args = [`-m${depth}`, `-w${hashBits}`];
  const { stdout, stderr } = await runCommand(join(folder, 'pan'), args, { cwd: folder, signal, accept: [0, 1] });
  return `${stdout}\n${stderr}`;
}

async function replayTrail(model: Model, folder: string, signal: AbortSignal): Promise<string> {
  const trail = join(folder, 'protocol.pml.trail');
  const args = [...macrosOf(model), '-T', '-k', trail, '-t', PROTOCOL];
  const { stdout } = await runCommand('spin', args, { cwd: folder, signal, accept: [0, 1] });
  rmSync(trail);
  return stdout;
}
