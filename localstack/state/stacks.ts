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
 * The register of what this checkout has started elsewhere: the stacks of test suites, and temporary folders. The entry is written first,
 * so that `make down` finds what a killed command has left, wherever it is.
 */
const entrySchema = z.object({
  kind: z.enum(['stack', 'folder']),
  path: z.string(),
  /** The processes that use it. When the first of them dies, nothing needs it any more. */
  owners: z.array(processRecordSchema).min(1),
});
type Entry = z.infer<typeof entrySchema>;

const register = join(cacheDir, 'stacks');
const fileOf = (path: string): string =>
  join(register, `${createHash('sha256').update(path).digest('hex').slice(0, 12)}.json`);

/** Passes the process that began a command on to the commands it starts. */
export const OWNER_VARIABLE = 'ENTERWAIT_OWNER';
export const ownerHere = (): string => JSON.stringify(thisProcess());

const thisProcess = () => ({ name: 'owner', pid: process.pid, startedAt: startTimeOf(process.pid) ?? 'gone' });

/** @returns a function that removes the entry again, once the stack is gone */
export function registerStack(path: string, kind: Entry['kind'] = 'stack'): () => void {
  // The entries in a copy of the checkout belong to the original.
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

/**
 * A folder that lasts as long as this command. It is removed with the process, also by a second Ctrl-C; after a `kill -9`, by `make down`.
 */
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

/** Ends what belongs to dead processes: first their children, which would keep running, then the stacks, then the folders. */
export async function endOrphans(): Promise<Stopped> {
  const stopped: Stopped = { parts: [], strays: 0 };
  const isFolder = ({ kind }: Entry): boolean => kind === 'folder';
  for (const { path } of orphans().filter(isFolder)) stopped.strays += await sweepMarked(path);
  // Only now, because a process that was just ended may have owned a stack.
  for (const { path } of orphans().filter((entry) => !isFolder(entry))) {
    if (existsSync(path)) {
      const ended = await stopAny(path, { reset: true });
      // No engine answers for its containers. The next `make down` may remove them.
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

/** Stops the stack of `make up` if its start was abandoned half-way. One that is running is in use. */
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
        // Its owner has removed it in the meantime, or another release wrote it.
        return [];
      }
    });
}

/** Folders below `.enterwait` that hold a stack. */
const below = (): string[] =>
  (existsSync(cacheDir) ? readdirSync(cacheDir, { withFileTypes: true }) : [])
    .filter((entry) => entry.isDirectory() && existsSync(pathsOf(join(cacheDir, entry.name)).record))
    .map(({ name }) => join(cacheDir, name));

/** True if no process is starting it any more. */
function isAbandoned(stateDir: string): boolean {
  const launcher = recallProcess(pathsOf(stateDir).pids, LAUNCHER_PROCESS);
  return launcher !== undefined && !isRunning(launcher);
}

/** Undefined: it runs in containers, and no engine answers. */
async function stopAny(stateDir: string, options: StopOptions = {}): Promise<Stopped | undefined> {
  if (readRecord(pathsOf(stateDir).record)?.kind !== 'docker') return stopEmbedded(stateDir, options);
  return (await hasDockerEngine()) ? stopDocker(stateDir, options) : undefined;
}

function add(into: Stopped, more: Stopped): void {
  into.parts.push(...more.parts);
  into.strays += more.strays;
}
