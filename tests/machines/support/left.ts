import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './checkout.ts';

/** Gives a checkout a folder of its own for temporary files. @returns what is left of its commands: files there, and processes */
export function watchLeftovers(checkout: Checkout): () => { files: string[]; processes: string[] } {
  const temporary = join(checkout.path, '..', 'tmp');
  mkdirSync(temporary, { mode: 0o755 });
  checkout.env.TMPDIR = temporary;
  // Jest's cache is for the next run; and a provider of Terraform that is killed leaves its socket, an empty name. Where the state folder is,
  // the path may be too long for one.
  const isKept = (file: string): boolean => /^(?:jest_|plugin\d+$)/.test(file);
  return () => ({
    files: readdirSync(temporary).filter((file) => !isKept(file)),
    processes: processesKnowing(join(checkout.path, '..')),
  });
}

/** Every child has the folder above the checkout in its environment: programs stand there that come first on PATH. */
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
