import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, UserError } from '@enterwait/command-line/errors';
import { cacheDir, distDir, nodeBinary, repositoryRoot, withLock } from '@enterwait/command-line/files';
import { projectEnvironment, runCommand, STATE_MARKER } from '@enterwait/command-line/processes';
import { SERVICE_NAMES } from '../stack/stack.ts';
import type { StackPaths } from '../state/paths.ts';
import { emulatorFiles, terraformFiles } from '../terraform/stamp.ts';
import { filesIn, hashFiles, isBuilt, noteBuilt } from './built.ts';

const BUILT = join(cacheDir, 'built');

/**
 * Bundles the services and Lambdas and copies the result into the state folder, so that the next build does not replace the files of a
 * running stack. The same source gives the same bytes, so another stack's bundles are reused. Returns false if no source has changed since
 * the last time.
 * @throws UserError (`BUILD_FAILED`)
 */
export async function build(paths: StackPaths, signal?: AbortSignal): Promise<boolean> {
  const sources = sourceStamp();
  const stampFile = join(paths.bundles, '.sources');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources) return false;
  const folders = ['lambdas', 'services'].map((folder) => join(distDir, folder));
  const bundle = async () => {
    await runCommand(nodeBinary, [join('scripts', 'build.ts')], {
      cwd: repositoryRoot,
      env: projectEnvironment({ [STATE_MARKER]: paths.stateDir }),
      name: 'build',
      pidDir: paths.pids,
      logFile: join(paths.logs, 'build.log'),
      ...(signal ? { signal } : {}),
    });
    await mkdir(cacheDir, { recursive: true });
    noteBuilt(BUILT, sources, folders);
  };
  const bundleAndCopy = async () => {
    if (!isBuilt(BUILT, sources, folders)) await bundle();
    const fresh = `${paths.bundles}.new`;
    await rm(fresh, { recursive: true, force: true });
    await cp(distDir, fresh, { recursive: true });
    await writeFile(join(fresh, '.sources'), sources);
    await rm(paths.bundles, { recursive: true, force: true });
    await rename(fresh, paths.bundles);
  };
  try {
    await withLock(cacheDir, 'build', bundleAndCopy, signal);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new UserError('BUILD_FAILED', `묶음을 만들지 못했습니다 (bundling failed)\n${error.message}`, error.advice);
  }
  return true;
}

export const lambdaDir = (paths: StackPaths): string => join(paths.bundles, 'lambdas');
export const serviceBundle = (paths: StackPaths, service: string): string => join(paths.bundles, 'services', service);

/** One hash for each service's bundle. */
export const bundleHashes = (paths: StackPaths): Record<string, string> =>
  Object.fromEntries(SERVICE_NAMES.map((name) => [name, hashFiles(filesIn(serviceBundle(paths, name)))]));

/** Changes whenever an apply could change something: Terraform text, zips, variables. It includes secrets only as a hash. */
export const applyFingerprint = (paths: StackPaths, variables: Record<string, string>): string =>
  createHash('sha256')
    .update(hashFiles([...terraformFiles(), ...emulatorFiles()]))
    .update(hashFiles(filesIn(lambdaDir(paths))))
    .update(JSON.stringify(Object.entries(variables).sort()))
    .digest('hex');

/** Changes with every file that a bundle is made of. It compares sizes and times, as make does. */
function sourceStamp(): string {
  const folders = ['packages', 'services', 'lambdas'].map((folder) => join(repositoryRoot, folder));
  const files = [...folders.filter((folder) => existsSync(folder)).flatMap(filesIn)];
  const others = ['scripts/build.ts', 'scripts/delivery/page-assets.ts', 'package-lock.json'].map((file) =>
    join(repositoryRoot, file),
  );
  const stats = [...files, ...others].map((file) => ({ file, stat: statSync(file, { throwIfNoEntry: false }) }));
  return stats.map(({ file, stat }) => `${file} ${stat?.size} ${stat?.mtimeMs}\n`).join('');
}
