import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Allowed variable names: not `..data` and the other links that Kubernetes adds beside the files. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;

/**
 * The secrets in a folder where each file is named after its variable, as the Secrets Store CSI driver mounts them.
 * @param folder undefined: no secrets
 * @returns values without the trailing newline that an editor adds
 */
export function readSecretFiles(folder: string | undefined): Record<string, string> {
  if (folder === undefined) return {};
  const names = readdirSync(folder).filter((name) => VARIABLE.test(name));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name), 'utf8').replace(/\r?\n$/, '')]),
  );
}
