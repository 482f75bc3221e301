import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, defaultStateDir, writeWhole } from '@enterwait/command-line/files';
import {
  isRunning,
  processRecordSchema,
  recallProcess,
  startTimeOf,
  sweepMarked,
} from '@enterwait/command-line/processes';
import { z } from 'zod';
import { hasDockerEngine } from '../docker/engine.ts';
import { LAUNCHER_PROCESS, type StopOptions, type Stopped, stopDocker, stopEmbedded } from '../stack/stop.ts';
import { takeOver } from './belonging.ts';
import { pathsOf } from './paths.ts';
import { readRecord } from './record.ts';

/**
 * The register of what this checkout has begun elsewhere: stacks of test suites, and temporary folders. An entry is written before anything
 * is, so that `make down` finds what a killed command has left, wherever it lies.
 */
const entrySchema = z.object({
  kind: z.enum(['stack', 'folder']),
  path: z.string(),
  /** Whoever is at work on it. With the first of them that dies nobody needs it any more. */
  owners: z.array(processRecordSchema).min(1),
});
type Entry = z.infer<typeof entrySchema>;

const register = join(cacheDir, 'stacks');
const fileOf = (path: string): string =>
  join(register, `${createHash('sha256').update(path).digest('hex').slice(0, 12)}.json`);

/** Names the process that has begun a command, for those that it starts in turn. */
export const OWNER_VARIABLE = 'ENTERWAIT_OWNER';
export const ownerHere = (): string => JSON.stringify(thisProcess());

const thisProcess = () => ({ name: 'owner', pid: process.pid, startedAt: startTimeOf(process.pid) ?? 'gone' });

/** @returns how to take it out of the register again, once it is gone */
export function registerStack(path: string, kind: Entry['kind'] = 'stack'): () => void {
  // What a copy of the checkout has brought along is the original's.
  takeOver(cacheDir);
  writeWhole(fileOf(path), { kind, path, owners: [thisProcess(), ...outerOwner()] } satisfies Entry);
  return () => rmSync(fileOf(path), { force: true });
}

function outerOwner(): Entry['owners'] {
  const text = process.env[OWNER_VARIABLE];
  return text ? [processRecordSchema.parse(JSON.parse(text))] : [];
}

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** A folder for the time of this command. It goes with the process, also by a second Ctrl-C; after a `kill -9` with `make down`. */
export function temporaryFolder(name: string): TemporaryFolder {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `enterwait-${name}-`));
  const forget = registerStack(path, 'folder');
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
    forget();
  };
  process.on('exit', remove);
  return { path, remove };
}

/** Ends what belongs to processes that are gone: their children first, which would go on, then the stacks, then the folders. */
export async function endOrphans(): Promise<Stopped> {
  const stopped: Stopped = { parts: [], strays: 0 };
  const isFolder = ({ kind }: Entry): boolean => kind === 'folder';
  for (const { path } of orphans().filter(isFolder)) stopped.strays += await sweepMarked(path);
  // Only now: what has just been ended may have owned a stack.
  for (const { path } of orphans().filter((entry) => !isFolder(entry))) {
    if (existsSync(path)) {
      const ended = await stopAny(path, { reset: true });
      // Its containers cannot be asked for: the next `make down` may.
      if (ended === undefined) continue;
      add(stopped, ended);
    }
    rmSync(path, { recursive: true, force: true });
    rmSync(fileOf(path), { force: true });
  }
  for (const { path } of orphans().filter(isFolder)) {
    rmSync(path, { recursive: true, force: true });
    rmSync(fileOf(path), { force: true });
  }
  for (const stateDir of below().filter(isAbandoned))
    add(stopped, (await stopAny(stateDir, { reset: true })) ?? NOTHING);
  return stopped;
}

/** Ends the stack of `make up` if its start was given up half-way; one that runs is somebody's. */
export async function endHalfStarted(): Promise<Stopped> {
  const starting = readRecord(pathsOf(defaultStateDir).record)?.status === 'starting';
  return (starting && isAbandoned(defaultStateDir) ? await stopAny(defaultStateDir) : undefined) ?? NOTHING;
}

const NOTHING: Stopped = { parts: [], strays: 0 };

const orphans = (): Entry[] => entries().filter(({ owners }) => !owners.every(isRunning));

function entries(): Entry[] {
  if (!existsSync(register)) return [];
  return readdirSync(register)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return [entrySchema.parse(JSON.parse(readFileSync(join(register, file), 'utf8')))];
      } catch {
        // Taken out by its owner in between, or of another release.
        return [];
      }
    });
}

/** Folders below `.enterwait` that hold a stack. */
const below = (): string[] =>
  (existsSync(cacheDir) ? readdirSync(cacheDir, { withFileTypes: true }) : [])
    .filter((entry) => entry.isDirectory() && existsSync(pathsOf(join(cacheDir, entry.name)).record))
    .map(({ name }) => join(cacheDir, name));

/** Nobody is at its start any more. */
function isAbandoned(stateDir: string): boolean {
  const launcher = recallProcess(pathsOf(stateDir).pids, LAUNCHER_PROCESS);
  return launcher !== undefined && !isRunning(launcher);
}

/** undefined: it runs in containers, and no engine answers. */
async function stopAny(stateDir: string, options: StopOptions = {}): Promise<Stopped | undefined> {
  if (readRecord(pathsOf(stateDir).record)?.kind !== 'docker') return stopEmbedded(stateDir, options);
  return (await hasDockerEngine()) ? stopDocker(stateDir, options) : undefined;
}

function add(into: Stopped, more: Stopped): void {
  into.parts.push(...more.parts);
  into.strays += more.strays;
}
