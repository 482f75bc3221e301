import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  forgetProcess,
  isRunning,
  recallProcess,
  recallProcesses,
  stopDaemon,
  sweepMarked,
  waitFor,
} from '@enterwait/command-line/processes';
import { removeContainers } from '../docker/compose.ts';
import { APT_PROCESS } from '../embedded/apt.ts';
import { removeDatabases } from '../embedded/data-folder.ts';
import { DATABASE_GRACE_MS, DATABASE_PROCESS } from '../embedded/mariadb.ts';
import { EMULATOR_GRACE_MS, EMULATOR_PROCESS } from '../embedded/ministack.ts';
import { SERVICE_GRACE_MS } from '../services/services.ts';
import { takeOverToStop } from '../state/belonging.ts';
import { pathsOf, type StackPaths } from '../state/paths.ts';
import { noteStopped } from '../state/record.ts';
import { SERVICE_NAMES } from './stack.ts';

/** The process that starts a stack. It is gone once the stack is up, unless a test suite holds the stack. */
export const LAUNCHER_PROCESS = 'launcher';

export interface Stopped {
  /** Names of the parts that were running. */
  parts: string[];
  /** Processes whose pid file was gone. */
  strays: number;
}

export interface StopOptions {
  /** Also removes the databases, which otherwise stay for the next start. */
  reset?: boolean;
}

/**
 * Stops the embedded stack of a state folder, however far it came and whoever started it. Processes still working on the stack end first,
 * then the services, so that they can hand over pending work, then everything else.
 */
export async function stopEmbedded(stateDir: string, { reset = false }: StopOptions = {}): Promise<Stopped> {
  const stopped = await stopProcesses(stateDir);
  forgetRun(pathsOf(stateDir));
  if (reset) removeDatabases(pathsOf(stateDir));
  return stopped;
}

async function stopProcesses(stateDir: string): Promise<Stopped> {
  // The pid files of a copy name the processes of the original.
  takeOverToStop(stateDir);
  const paths = pathsOf(stateDir);
  const { pids } = paths;
  const parts: string[] = [];
  const stop = async (name: string, graceMs: number) => {
    if (await stopDaemon(pids, name, graceMs)) parts.push(name);
  };

  // A launcher that is still running stops what it started by itself.
  if (recallProcess(pids, LAUNCHER_PROCESS)?.pid !== process.pid) await stop(LAUNCHER_PROCESS, 60_000);
  await waitForApt(pids);
  // Whatever still works on the stack (Terraform, a build) would keep starting things.
  const working = recallProcesses(pids).filter(({ name, pid }) => pid !== process.pid && !isPart(name));
  await Promise.all(working.map(({ name }) => stop(name, 3_000)));
  await Promise.all(SERVICE_NAMES.map((name) => stop(name, SERVICE_GRACE_MS)));
  await Promise.all([stop(EMULATOR_PROCESS, EMULATOR_GRACE_MS), stop(DATABASE_PROCESS, DATABASE_GRACE_MS)]);
  const strays = await sweepMarked(paths.stateDir);
  return { parts, strays };
}

const isPart = (name: string): boolean =>
  name === EMULATOR_PROCESS || name === DATABASE_PROCESS || SERVICE_NAMES.some((service) => service === name);

/** The same for a stack in containers. The engine must answer. */
export async function stopDocker(stateDir: string, { reset = false }: StopOptions = {}): Promise<Stopped> {
  const paths = pathsOf(stateDir);
  const { parts: working, strays } = await stopProcesses(stateDir);
  const containers = await removeContainers(paths, { volumes: reset });
  forgetRun(paths);
  return { parts: [...working, ...containers], strays };
}

/**
 * Removes what a stopped stack leaves behind, except its databases. The emulator keeps nothing, so records of what was applied to it are
 * useless to the next one.
 */
function forgetRun(paths: StackPaths): void {
  for (const folder of [paths.emulator, paths.bundles, paths.pids]) rmSync(folder, { recursive: true, force: true });
  for (const file of ['terraform.tfstate', 'terraform.tfstate.backup', '.terraform.tfstate.lock.info']) {
    rmSync(join(paths.terraform, file), { force: true });
  }
  noteStopped(paths.record);
}

/** A killed apt leaves half-configured packages behind. It needs a few seconds at most. */
async function waitForApt(pidDir: string): Promise<void> {
  const apt = recallProcess(pidDir, APT_PROCESS);
  if (!apt) return;
  await waitFor(() => !isRunning(apt), { timeoutMs: 180_000, what: 'apt-get' });
  forgetProcess(pidDir, APT_PROCESS);
}
