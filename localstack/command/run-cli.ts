import { join } from 'node:path';
import { runMain } from '@enterwait/command-line/command';
import { repositoryRoot } from '@enterwait/command-line/files';
import { explain } from './explain.ts';

/** Runs a Makefile command that may involve the stack on this machine. */
export const runCli = (
  command: (signal: AbortSignal) => Promise<number | undefined>,
  onFailure?: (error: unknown) => Promise<void>,
): Promise<void> => runMain(command, { explain, putAway: join(repositoryRoot, 'scripts', 'put-away.ts'), onFailure });
