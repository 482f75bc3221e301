import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { cruise, type IModule, type IViolation } from 'dependency-cruiser';
import readOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { z } from 'zod';

/** The rules, as dependency-cruiser reads them. */
const RULES = join(repositoryRoot, '.dependency-cruiser.mjs');
/** Everything that is code. */
const FOLDERS = ['packages', 'services', 'lambdas', 'scripts', 'localstack', 'tests'] as const;
/** The folders whose subfolders are delivered, or are part of something delivered. */
export const PRODUCT = ['services', 'lambdas', 'packages'] as const;

interface Rule {
  readonly name: string;
  /** Why the rule holds, or what to do instead. */
  readonly comment: string;
}

/** A package, service or function: a folder with a package.json. */
export interface Unit {
  /** `packages/http` */
  readonly folder: string;
  /** `@enterwait/http` */
  readonly name: string;
  /** Names of the packages that its code may import. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** One unit imports another. */
export interface Arrow {
  /** Folder of a unit. */
  readonly from: string;
  readonly to: string;
  /** The file with the import. */
  readonly file: string;
  /** Only a test, or a test helper, imports it. */
  readonly inTests: boolean;
}

export interface Imports {
  readonly rules: readonly Rule[];
  readonly violations: readonly IViolation[];
  readonly units: readonly Unit[];
  readonly arrows: readonly Arrow[];
  /** Files that import a type within an expression, which dependency-cruiser does not see. */
  readonly hidden: readonly string[];
}

const manifestSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Reads every import below a folder that is laid out like this repository, and checks it against the rules.
 * @throws Error when a file cannot be parsed, or a package.json is invalid
 */
export async function readImports(root = repositoryRoot): Promise<Imports> {
  const options = await readOptions(RULES);
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise([...folders], { ...options, baseDir: root });
  if (typeof output === 'string') throw new Error(`dependency-cruiser: ${output}`);
  const units = PRODUCT.flatMap((folder) => unitsIn(root, folder));
  return {
    rules: (options.ruleSet?.forbidden ?? []).map(({ name = '', comment = '' }) => ({ name, comment })),
    violations: output.summary.violations,
    units,
    arrows: output.modules.flatMap(arrowsFrom),
    hidden: output.modules.map(({ source }) => source).filter((source) => importsInline(root, source)),
  };
}

function unitsIn(root: string, folder: string): Unit[] {
  if (!existsSync(join(root, folder))) return [];
  const folders = readdirSync(join(root, folder)).filter((name) =>
    existsSync(join(root, folder, name, 'package.json')),
  );
  return folders.sort().map((name) => {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, folder, name, 'package.json'), 'utf8')));
    return {
      folder: `${folder}/${name}`,
      name: manifest.name,
      dependencies: Object.keys(manifest.dependencies),
      devDependencies: Object.keys(manifest.devDependencies),
    };
  });
}

/** `import()` followed by a method is a promise; followed by a name, it is a type. */
const importsInline = (root: string, file: string): boolean =>
  /\.tsx?$/.test(file) &&
  !/(^|\/)node_modules\//.test(file) &&
  existsSync(join(root, file)) &&
  /\bimport\('[^'\n]+'\)\.[A-Z]/.test(readFileSync(join(root, file), 'utf8'));

const unitOf = (file: string): string | undefined => /^(?:services|lambdas|packages)\/[^/]+/.exec(file)?.[0];

function arrowsFrom({ source, dependencies }: IModule): Arrow[] {
  const from = unitOf(source);
  if (from === undefined) return [];
  const inTests = /\.test\.tsx?$|^packages\/[^/]+\/testing\//.test(source);
  return dependencies.flatMap(({ resolved }) => {
    const to = unitOf(resolved);
    return to === undefined || to === from ? [] : [{ from, to, file: source, inTests }];
  });
}
