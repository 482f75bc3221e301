import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { unzipSync } from 'fflate';

/** The newest release in `tests/releases/`. */
export const RELEASE_BEFORE = '2026-11-25';

/** The previous release in a form that runs: bundles in a scratch folder, laid out as `make build` lays out `dist/`. */
export interface ReleaseBefore {
  /** The folder of its bundles: `services/<name>/main.mjs`, `lambdas/<FunctionName>.zip`. */
  readonly bundles: string;
  /** The zip of one of its functions. */
  lambda(name: string): Uint8Array;
  /** The bundle of one of its services. */
  service(name: string): string;
  /** Whether it already had the function. */
  has(name: string): boolean;
  /** Removes the scratch folder. */
  remove(): void;
}

/**
 * Unpacks the previous release and bundles it with its own build script, which takes some seconds. Only the npm packages are
 * this checkout's.
 * @throws when it no longer bundles, with esbuild's message
 */
export async function buildReleaseBefore(): Promise<ReleaseBefore> {
  const folder = mkdtempSync(join(tmpdir(), `enterwait-release-${RELEASE_BEFORE}-`));
  try {
    unpack(readFileSync(join(repositoryRoot, 'tests', 'releases', `${RELEASE_BEFORE}.zip`)), folder);
    linkModules(folder);
    await promisify(execFile)(nodeBinary, [join(folder, 'scripts', 'build.ts')], {
      cwd: folder,
      env: toolEnvironment(),
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const bundles = join(folder, 'dist');
  return {
    bundles,
    has: (name) => existsSync(join(bundles, 'lambdas', `${name}.zip`)),
    lambda: (name) => readFileSync(join(bundles, 'lambdas', `${name}.zip`)),
    service: (name) => join(bundles, 'services', name, 'main.mjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function unpack(zip: Uint8Array, folder: string): void {
  for (const [path, contents] of Object.entries(unzipSync(zip))) {
    if (path.endsWith('/')) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** `@enterwait/…` must mean the packages of the release, not those of this checkout. */
function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@enterwait'), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    if (name !== '@enterwait') symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    if (existsSync(join(folder, 'packages', name, 'package.json')))
      symlinkSync(join(folder, 'packages', name), join(modules, '@enterwait', name));
  }
}
