import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackError } from './errors.ts';
import { storageCause } from './storage-words.ts';

/** Of sockets; they have words of their own. */
const NO_FILE = /^(?:connect|listen|bind|accept|getaddrinfo|send|kill)/;

/** A failure of the file system in words: what, where and what to do; undefined if the error is none. */
export function storageFailure(error: unknown): StackError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, dest, syscall = '' } = error as NodeJS.ErrnoException & { dest?: string };
  const cause = storageCause(code);
  if (!cause || NO_FILE.test(syscall)) return storageFailure(error.cause);
  const where = dest ?? path;
  const owner = (code === 'EACCES' || code === 'EPERM') && where !== undefined ? ownerOf(where) : '';
  return new StackError('STORAGE', `${cause.what}: ${where ?? error.message}${owner}`, cause.advice, { cause: error });
}

/** Whose the file is, or the folder that it was to be made in, if not ours. */
function ownerOf(path: string): string {
  const own = process.getuid?.();
  for (let at = path; ; at = dirname(at)) {
    const stat = attempt(() => statSync(at, { throwIfNoEntry: false }));
    if (stat) return own === undefined || stat.uid === own ? '' : ` — 소유자 (owner): uid ${stat.uid}, ${at}`;
    if (at === dirname(at)) return '';
  }
}

function attempt(read: () => Stats | undefined): Stats | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
