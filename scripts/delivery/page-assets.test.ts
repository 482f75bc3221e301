import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { buildPageAssets } from './page-assets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let names: string[];
const read = (name: string) => readFile(join(folder, name), 'utf8');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-'));
  await writeFile(join(folder, 'site.OLD.css'), '');
  await buildPageAssets(root, [folder]);
  names = await readdir(folder);
});

test('the manifest names what pages link to, and everything that the styles name is there', async () => {
  const manifest = JSON.parse(await read('manifest.json')) as Record<string, string>;
  expect(Object.keys(manifest).sort()).toEqual(['css', 'icon', 'js']);
  for (const name of Object.values(manifest)) expect(names).toContain(name);
  const css = await read(manifest.css ?? '');
  const named = [...css.matchAll(/url\(\s*["']?(?:\.\/)?([^"')]+)["']?\s*\)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(50);
  for (const name of new Set(named)) expect(names).toContain(name);
});

test('no other host, and nothing inside an address', async () => {
  for (const name of names.filter((name) => /\.(css|js)$/.test(name))) {
    expect((await read(name)).match(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z]{2,}|url\(["']?data:/gi) ?? []).toEqual([]);
  }
});

test('two fonts, as small as they come; old files are gone; compressed beside the plain', async () => {
  expect(names.filter((name) => /\.(woff2?|ttf)$/.test(name)).sort()).toEqual([
    expect.stringMatching(/-Bold\..*\.woff2$/),
    expect.stringMatching(/-Regular\..*\.woff2$/),
  ]);
  expect(names).not.toContain('site.OLD.css');
  for (const name of names.filter((name) => name.endsWith('.br'))) {
    const plain = brotliDecompressSync(await readFile(join(folder, name))).toString();
    expect(plain).toBe(await read(name.slice(0, -3)));
  }
});
