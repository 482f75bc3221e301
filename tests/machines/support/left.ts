import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from './checkout.ts';

/** Gives a checkout a separate folder for temporary files. @returns what its commands leave: files there, and processes */
export function watchLeftovers(checkout: Checkout): () => { files: string[]; processes: string[] } {
  const temporary = join(checkout.path, '..', 'tmp');
  mkdirSync(temporary, { mode: 0o755 });
  checkout.env.TMPDIR = temporary;
  // Jest's cache is for the next run, and a Terraform provider that is killed leaves its socket, an empty name. Below the state folder
  // the path may be too long for a socket.
  const isKept = (file: string): boolean => /^(?:jest_|plugin\d+$)/.test(file);
  return () => ({
    files: readdirSync(temporary).filter((file) => !isKept(file)),
    processes: processesKnowing(join(checkout.path, '..')),
  });
}

/** Every child's environment contains the folder above the checkout, because it has the programs that come first on PATH. */
const processesKnowing = (text: string): string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(text))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))
    // A process that has ended and was not waited for has no command line.
    .filter((command) => command !== '');

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
