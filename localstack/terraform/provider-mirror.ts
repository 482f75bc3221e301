import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';

const PROVIDER = join('registry.terraform.io', 'hashicorp', 'aws');

export interface MirrorSearch {
  env: NodeJS.ProcessEnv;
  home: string;
  platform: NodeJS.Platform;
  /** Where unpacked software is kept; `/opt`. */
  optDir: string;
}

export const thisMachine = (env: NodeJS.ProcessEnv = process.env): MirrorSearch => ({
  env,
  home: homedir(),
  platform: process.platform,
  optDir: '/opt',
});

/**
 * A folder that holds the AWS provider, for `terraform init -plugin-dir`. Undefined: take it from the registry.
 * `TF_PLUGIN_DIR` is used as given; otherwise the first tree one level below /opt, then Terraform's own mirror folders.
 * @throws UserError (`NO_PROVIDER`) when TF_PLUGIN_DIR holds no AWS provider
 */
export function findProviderMirror(search: MirrorSearch, version?: string): string | undefined {
  const wished = search.env.TF_PLUGIN_DIR;
  if (wished) {
    if (holdsProvider(wished, undefined)) return wished;
    throw new UserError('NO_PROVIDER', `TF_PLUGIN_DIR=${wished}: ${PROVIDER} 폴더가 없습니다 (holds no such folder)`);
  }
  return mirrorCandidates(search).find((folder) => holdsProvider(folder, version));
}

/** Folders that may be a mirror, in the order of the search. */
export function mirrorCandidates({ env, home, platform, optDir }: MirrorSearch): string[] {
  return [...foldersIn(optDir), ...impliedMirrors(env, home, platform)];
}

/** Terraform's implied local mirror directories (its documentation: "Implied Local Mirror Directories"). */
function impliedMirrors(env: NodeJS.ProcessEnv, home: string, platform: NodeJS.Platform): string[] {
  const own = join(home, '.terraform.d', 'plugins');
  if (platform === 'darwin') {
    const support = join('Library', 'Application Support', 'io.terraform', 'plugins');
    return [own, join(home, support), join('/', support)];
  }
  const dataHome = env.XDG_DATA_HOME || join(home, '.local', 'share');
  const dataDirs = (env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter(Boolean);
  return [own, ...[dataHome, ...dataDirs].map((folder) => join(folder, 'terraform', 'plugins'))];
}

/** A mirror is unpacked (`<version>/<platform>/`) or packed (`terraform-provider-aws_<version>_<platform>.zip`). */
function holdsProvider(folder: string, version: string | undefined): boolean {
  const provider = join(folder, PROVIDER);
  if (!existsSync(provider)) return false;
  return (
    version === undefined ||
    namesIn(provider).some((name) => name === version || name.startsWith(`terraform-provider-aws_${version}_`))
  );
}

/** The provider's version in the text of a `.terraform.lock.hcl`. */
export const lockedVersion = (lockFile: string): string | undefined => {
  try {
    return /hashicorp\/aws"[^}]*?version\s*=\s*"([^"]+)"/s.exec(readFileSync(lockFile, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
};

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const foldersIn = (folder: string): string[] => namesIn(folder).map((name) => join(folder, name));
