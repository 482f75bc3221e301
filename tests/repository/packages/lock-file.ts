/** The part of a package-lock.json (version 3) that this project reads. */
interface LockedPackage {
  /** Where a package is installed under another name. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** A machine, as npm distinguishes them. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly libc?: string;
}

/** Where Node would look for a package from another one, nearest first: `node_modules` of each folder up to the root. */
function find(packages: LockedPackages, from: string, name: string): LockedPackage | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const found = packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`];
    if (found !== undefined || folder === '') return found;
  }
}

const fits = (found: LockedPackage, { os, cpu, libc }: Platform): boolean =>
  (found.os?.includes(os) ?? true) &&
  (found.cpu?.includes(cpu) ?? true) &&
  (found.libc === undefined || libc === undefined || found.libc.includes(libc));

/** What the lock file does not name, or names without a checksum: such a package is installed unchecked, or not at all. */
export function unnamed(packages: LockedPackages): string[] {
  return Object.entries(packages).flatMap(([path, { link, integrity, optionalDependencies = {} }]) => [
    ...(path.startsWith('node_modules/') && !link && integrity === undefined ? [path] : []),
    ...Object.keys(optionalDependencies)
      .filter((name) => find(packages, path, name) === undefined)
      .map((name) => `${path} → ${name}`),
  ]);
}

/** Packages with a program for each platform, but none for this one. The project itself brings Node where it can. */
export function withoutProgram(packages: LockedPackages, platform: Platform): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) => {
    if (path === '') return [];
    const programs = Object.keys(optionalDependencies)
      .map((name) => find(packages, path, name))
      .filter((found) => found?.os !== undefined || found?.cpu !== undefined);
    return programs.length > 0 && !programs.some((found) => found && fits(found, platform)) ? [path] : [];
  });
}

/**
 * Third-party packages that the project and its own packages request in more than one version, or not by an exact one:
 * npm would put a second copy into one of the folders.
 */
export function inSeveralVersions(packages: LockedPackages): string[] {
  const asked = new Map<string, Set<string>>();
  for (const [path, { dependencies, devDependencies, optionalDependencies }] of Object.entries(packages)) {
    if (path.includes('node_modules/')) continue;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      if (packages[`node_modules/${name}`]?.link) continue;
      asked.set(name, (asked.get(name) ?? new Set()).add(version));
    }
  }
  return [...asked]
    .filter(([, versions]) => versions.size > 1 || [...versions].some((version) => !/^\d/.test(version)))
    .map(([name, versions]) => `${name}: ${[...versions].sort().join(', ')}`);
}
