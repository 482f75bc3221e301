import { statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { cacheDir, repositoryRoot } from '../files/repository.ts';
import { UserError } from './errors.ts';
import { storageCause } from './storage-words.ts';

/** Of sockets; they have words of their own. */
const NO_FILE = /^(?:connect|listen|bind|accept|getaddrinfo|send|kill)/;

/** A failure of the file system in words: what, where and what to do; undefined if the error is none. */
export function storageFailure(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, dest, syscall = '' } = error as NodeJS.ErrnoException & { dest?: string };
  const cause = storageCause(code);
  if (!cause || NO_FILE.test(syscall)) return storageFailure(error.cause);
  // What fails while it writes has a number of the file alone.
  const where = dest ?? path ?? fullDisk();
  const owner = (code === 'EACCES' || code === 'EPERM') && where !== undefined ? ownerOf(where) : '';
  return new UserError('STORAGE', `${cause.what}: ${where ?? error.message}${owner}`, cause.advice, { cause: error });
}

const NEARLY_NOTHING = 1_000_000;

/** Which of the folders that this project writes into has no room. */
const fullDisk = (): string | undefined =>
  [cacheDir, repositoryRoot, tmpdir()].find((folder) => {
    const disk = attempt(() => statfsSync(folder));
    return disk && (disk.bavail * disk.bsize < NEARLY_NOTHING || disk.ffree === 0);
  });

/** Whose the file is, or the folder that it was to be made in, if not ours. */
function ownerOf(path: string): string {
  const own = process.getuid?.();
  for (let at = path; ; at = dirname(at)) {
    const stat = attempt(() => statSync(at, { throwIfNoEntry: false }));
    if (stat) return own === undefined || stat.uid === own ? '' : ` — 소유자 (owner): uid ${stat.uid}, ${at}`;
    if (at === dirname(at)) return '';
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
