import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import type { StackPaths } from '../state/paths.ts';

export const terraformSource = join(repositoryRoot, 'terraform');

/** The files added to an emulator's copy of `terraform/`: Terraform's own overrides, for what would be refused or slower there. */
export const emulatorSource = join(import.meta.dirname, 'overrides');

/** The files of `emulatorSource`, by absolute path. */
export const emulatorFiles = (): string[] =>
  readdirSync(emulatorSource, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tf'))
    .sort()
    .map((file) => join(emulatorSource, file));

/**
 * Files that Terraform would read on its own: values and overrides that a user has put next to the sources, for AWS or to try something
 * out. No file of the project is among them.
 * @param path relative to the folder of a root
 */
export const isSomebodys = (path: string): boolean =>
  /^(terraform\.tfvars|[^/]*\.auto\.tfvars|(.*_)?override\.tf)(\.json)?$/.test(path);

/** The text of the Terraform code. Apart from the variables, it decides whether an apply could change anything. */
export function terraformFiles(): string[] {
  const files = existsSync(terraformSource) ? readdirSync(terraformSource, { recursive: true, encoding: 'utf8' }) : [];
  return files
    .filter(
      (file) =>
        /\.(tf|hcl|json|tftpl)$/.test(file) &&
        !file.startsWith('.terraform/') &&
        !file.startsWith('tests/') &&
        !isSomebodys(file),
    )
    .sort()
    .map((file) => join(terraformSource, file));
}

const stampFileIn = (paths: StackPaths): string => join(paths.terraform, '.terraform', 'enterwait-initialised');

/** What an init depends on: where the provider comes from, the lock file, and which modules there are. */
export function initialisationStamp(mirror: string | undefined): string {
  const hash = createHash('sha256').update(mirror ?? '');
  for (const file of [...terraformFiles(), ...emulatorFiles()]) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** An init takes five seconds to check the provider's 700 MB. It survives `make down` as long as nothing has changed. */
export function isInitialised(paths: StackPaths, stamp: string): boolean {
  const platforms = join(paths.terraform, '.terraform', 'providers', 'registry.terraform.io', 'hashicorp', 'aws');
  try {
    // Follows the link into the mirror, which may be gone.
    const versions = readdirSync(platforms).flatMap((version) =>
      readdirSync(join(platforms, version)).map((platform) => join(platforms, version, platform)),
    );
    return (
      readFileSync(stampFileIn(paths), 'utf8') === stamp && versions.some((folder) => readdirSync(folder).length > 0)
    );
  } catch {
    return false;
  }
}

export const noteInitialised = (paths: StackPaths, stamp: string): void => writeFileSync(stampFileIn(paths), stamp);
