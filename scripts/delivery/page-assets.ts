import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build as bundle, type Plugin } from 'esbuild';

const compress = promisify(brotliCompress);

/**
 * Builds what the pages load and writes it to each of the folders: one style sheet (the design system's and ours), one script
 * (htmx and ours), and only the fonts and icons that these use. Every name contains a hash of the content; `manifest.json` lists
 * what the pages link to. Nothing refers to another host.
 */
export async function buildPageAssets(root: string, folders: readonly string[]): Promise<void> {
  const source = join(root, 'packages', 'pages', 'assets');
  if (!existsSync(source)) return;
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ['site.css', 'site.js', 'favicon.svg'].map((file) => join(source, file)),
    outdir: join(root, 'assets'),
    entryNames: '[name].[hash]',
    assetNames: '[name].[hash]',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    // Not inlined into the style sheet: the pages' content security policy does not allow data: URLs.
    loader: { '.svg': 'copy', '.woff2': 'file' },
    plugins: [KRDS_PATHS],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const files: { name: string; contents: Uint8Array }[] = [];
  const manifest: Record<string, string> = {};
  for (const { path, contents } of outputFiles) {
    const name = basename(path);
    const key = name.startsWith('favicon.') ? 'icon' : extname(name).slice(1);
    if (/^(site|favicon)\./.test(name)) manifest[key] = name;
    files.push({ name, contents });
    if (/\.(css|js)$/.test(name)) files.push({ name: `${name}.br`, contents: await brotli(contents) });
  }
  files.push({ name: 'manifest.json', contents: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) });
  await Promise.all(
    folders.map(async (folder) => {
      await mkdir(folder, { recursive: true });
      await Promise.all(files.map(({ name, contents }) => writeFile(join(folder, name), contents)));
      // Remove an earlier build's files last: a service that starts meanwhile still finds everything it needs.
      const old = (await readdir(folder)).filter((name) => !files.some((file) => file.name === name));
      await Promise.all(old.map((name) => rm(join(folder, name))));
    }),
  );
}

const brotli = (contents: Uint8Array): Promise<Uint8Array> =>
  compress(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

/** The design system's combined style sheet was written for another folder: half of its icons are one `img/` too deep. */
const KRDS_PATHS: Plugin = {
  name: 'krds-paths',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/img\/img\// }, ({ path, importer }) => ({
      path: join(dirname(importer), path.replace('img/img/', 'img/')),
    }));
  },
};
