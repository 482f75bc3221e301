import { statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { cacheDir, repositoryRoot } from '../files/repository.ts';
import { UserError } from './errors.ts';
import { storageCause } from './storage-words.ts';

/** Socket calls, whose failures are explained elsewhere. */
const NO_FILE = /^(?:connect|listen|bind|accept|getaddrinfo|send|kill)/;

/** Explains a file system failure: what, where, and what to do. Undefined if the error is not one. */
export function storageFailure(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, dest, syscall = '' } = error as NodeJS.ErrnoException & { dest?: string };
  const cause = storageCause(code);
  if (!cause || NO_FILE.test(syscall)) return storageFailure(error.cause);
  // An error during a write has only the file's number, not its path.
  const where = dest ?? path ?? fullDisk();
  const owner = (code === 'EACCES' || code === 'EPERM') && where !== undefined ? ownerOf(where) : '';
  return new UserError('STORAGE', `${cause.what}: ${where ?? error.message}${owner}`, cause.advice, { cause: error });
}

const NEARLY_NOTHING = 1_000_000;

/** The folder that this project writes to and that has no space left. */
const fullDisk = (): string | undefined =>
  [cacheDir, repositoryRoot, tmpdir()].find((folder) => {
    const disk = attempt(() => statfsSync(folder));
    return disk && (disk.bavail * disk.bsize < NEARLY_NOTHING || disk.ffree === 0);
  });

/** The owner of the file, or of the folder it was to be created in, if that is not us. */
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
