import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle, type Plugin } from 'esbuild';
import { type Zippable, zipSync } from 'fflate';
import { buildPageAssets } from './delivery/page-assets.ts';

/**
 * Bundles everything that runs into `dist/`:
 * - `services/<name>/src/main.ts` → `dist/services/<name>/main.mjs`, its migrations, its pages' assets and the API docs' pages;
 * - `lambdas/<folder>/handler.ts` → `dist/lambdas/<FunctionName>.zip`, byte-identical for the same source.
 * `node scripts/build.ts` builds all of it and prints sizes and times.
 */

/** Which folder becomes which function. This is the only place that defines it. */
export const LAMBDAS = {
  'sqs-to-dynamodb': 'SQSToDynamoDB',
  'dynamodb-to-eventbridge': 'DynamoDBToEventBridge',
  'sqs-to-nursery': 'SQSToNursery',
  'sqs-to-enterwait': 'SQSToEnterwait',
  'send-email': 'SendEmail',
  'mail-feedback': 'MailFeedback',
} as const satisfies Record<string, string>;

export interface BuildSettings {
  /** The project's folder. Default: the one that contains this script. */
  readonly root?: string;
  /** The output folder. Default: `<root>/dist`. */
  readonly outputFolder?: string;
}

export interface Artifact {
  readonly kind: 'service' | 'lambda';
  readonly name: string;
  /** The service's bundle or the Lambda's zip, as an absolute path. */
  readonly file: string;
  readonly bytes: number;
}

export interface BuildResult {
  readonly artifacts: readonly Artifact[];
  readonly milliseconds: number;
}

/** Globals that CommonJS dependencies expect and an ES module does not have. */
const COMMONJS_BANNER = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('');

/** zod ships its messages in fifty languages, which is a quarter of a Lambda's size. Our messages are written next to the rules. */
const ENGLISH_ZOD: Plugin = {
  name: 'english-zod',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

const SHARED = {
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  // Prefer the AWS SDK's ES modules, so that only the parts in use are bundled.
  mainFields: ['module', 'main'],
  // For pages and mails.
  jsx: 'automatic',
  jsxImportSource: 'preact',
  outExtension: { '.js': '.mjs' },
  banner: { js: COMMONJS_BANNER },
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** @throws if a source does not bundle; esbuild has already printed where and why */
export async function build(settings: BuildSettings = {}): Promise<BuildResult> {
  const started = performance.now();
  const root = resolve(settings.root ?? join(dirname(fileURLToPath(import.meta.url)), '..'));
  const outputFolder = resolve(settings.outputFolder ?? join(root, 'dist'));
  const artifacts = await Promise.all([
    buildLambdas(root, join(outputFolder, 'lambdas')),
    buildServices(root, join(outputFolder, 'services')),
  ]);
  return { artifacts: artifacts.flat(), milliseconds: Math.round(performance.now() - started) };
}

async function buildLambdas(root: string, folder: string): Promise<Artifact[]> {
  const found = Object.entries(LAMBDAS).filter(([source]) => existsSync(join(root, 'lambdas', source, 'handler.ts')));
  if (found.length === 0) return [];
  const { outputFiles } = await bundle({
    ...SHARED,
    absWorkingDir: root,
    entryPoints: Object.fromEntries(found.map(([source, name]) => [name, join('lambdas', source, 'handler.ts')])),
    outdir: folder,
    // The syntax that AWS's nodejs22.x runtime understands.
    target: 'node22',
    // Half the size halves the cold start. Names are kept because errors and classes are told apart by name.
    minify: true,
    keepNames: true,
    plugins: [ENGLISH_ZOD],
  });
  await mkdir(folder, { recursive: true });
  return Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const name = basename(path, '.mjs');
      const zip = deterministicZip({ 'index.mjs': contents });
      return { kind: 'lambda', name, ...(await write(join(folder, `${name}.zip`), zip)) } as const;
    }),
  );
}

/** A zip that depends only on its files: fixed date, mode and order. */
function deterministicZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries: Zippable = {};
  for (const name of Object.keys(files).sort()) {
    const contents = files[name];
    // Unix: a regular file that everyone may read.
    if (contents !== undefined) entries[name] = [contents, { os: 3, attrs: 0o100644 << 16, mtime: FIXED_DATE }];
  }
  return zipSync(entries, { level: 9 });
}
/** A zip stores local time without a zone, so a date built from local time gives the same bytes everywhere. */
const FIXED_DATE = new Date(2020, 0, 1, 12, 0, 0);

async function buildServices(root: string, folder: string): Promise<Artifact[]> {
  const names = (await foldersOf(join(root, 'services'))).filter((name) =>
    existsSync(join(root, 'services', name, 'src', 'main.ts')),
  );
  if (names.length === 0) return [];
  const [{ outputFiles }] = await Promise.all([
    bundle({
      ...SHARED,
      absWorkingDir: root,
      entryPoints: Object.fromEntries(
        names.map((name) => [join(name, 'main'), join('services', name, 'src', 'main.ts')]),
      ),
      outdir: folder,
      target: 'node24',
      sourcemap: 'linked',
      sourcesContent: false,
    }),
    buildPageAssets(
      root,
      names.map((name) => join(folder, name, 'assets')),
    ),
    ...names.map((name) => copyAssets(root, name, join(folder, name))),
  ]);
  const written = await Promise.all(outputFiles.map(({ path, contents }) => write(path, contents)));
  return written
    .filter(({ file }) => file.endsWith('.mjs'))
    .map(({ file, bytes }) => ({ kind: 'service', name: relative(folder, dirname(file)), file, bytes }));
}

const DOCS_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'favicon-32x32.png'];

/** Copies what a service reads at run time: its own migrations, the accounts' and the shared ones, and the API docs' pages. */
async function copyAssets(root: string, name: string, folder: string): Promise<void> {
  const copies = [
    { from: join(root, 'packages', 'ledger', 'sql'), to: join(folder, 'sql', 'common') },
    { from: join(root, 'packages', 'http', 'sql', 'access'), to: join(folder, 'sql', 'access') },
    { from: join(root, 'packages', 'accounts', 'sql'), to: join(folder, 'sql', 'accounts') },
    { from: join(root, 'services', name, 'sql'), to: join(folder, 'sql', name) },
    ...DOCS_FILES.map((file) => ({
      from: join(root, 'node_modules', 'swagger-ui-dist', file),
      to: join(folder, 'docs', file),
    })),
  ];
  // A renamed migration must not remain under its old name and run.
  await rm(join(folder, 'sql'), { recursive: true, force: true });
  await Promise.all(
    copies.filter(({ from }) => existsSync(from)).map(({ from, to }) => cp(from, to, { recursive: true })),
  );
}

async function foldersOf(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function write(file: string, contents: Uint8Array): Promise<{ file: string; bytes: number }> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, contents);
  return { file, bytes: contents.byteLength };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { artifacts, milliseconds } = await build();
  for (const { kind, name, bytes } of artifacts) {
    console.log(`${kind.padEnd(8)} ${name.padEnd(24)} ${(bytes / 1024).toFixed(0).padStart(6)} KB`);
  }
  console.log(`${artifacts.length} built in ${(milliseconds / 1000).toFixed(1)} s`);
}
