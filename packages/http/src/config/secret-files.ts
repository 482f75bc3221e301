import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What may be the name of a variable: not `..data` and the other links that Kubernetes puts beside the files. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

/**
 * The secrets of a folder in which each file is named after the variable that it holds, as the Secrets Store CSI driver mounts them.
 * @param folder none: no secrets
 * @returns without the line end that an editor leaves behind
 */
export function readSecretFiles(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  const names = readdirSync(folder).filter((name) => VARIABLE.test(name));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name), 'utf8').replace(/\r?\n$/, '')]),
  );
}
