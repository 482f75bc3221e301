import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './checkout.ts';

/** Gives a checkout a folder of its own for temporary files. @returns what is left of its commands: files there, and processes */
export function watchLeftovers(checkout: Checkout): () => { files: string[]; processes: string[] } {
  const temporary = join(checkout.path, '..', 'tmp');
  mkdirSync(temporary, { mode: 0o755 });
  checkout.env.TMPDIR = temporary;
  return () => ({ files: readdirSync(temporary), processes: processesKnowing(temporary) });
}

/** Every child has the folder in its environment: as TMPDIR, or as the place of its stack. */
const processesKnowing = (text: string): string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(text))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
    // What has ended and was not waited for has no command line.
    .filter((command) => command !== '');

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
