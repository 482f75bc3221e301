import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { build, LAMBDAS } from './build.ts';

const PROJECT = join(import.meta.dirname, '..');
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'enterwait-build-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A second checkout, with its own sources and the first one's installed packages. */
async function checkout(name: string): Promise<string> {
  const root = join(scratch, name);
  await mkdir(root, { recursive: true });
  await Promise.all(
    ['lambdas', 'packages'].map((folder) => cp(join(PROJECT, folder), join(root, folder), { recursive: true })),
  );
  await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

describe('two checkouts of the same source', () => {
  let zips: Buffer[][];

  beforeAll(async () => {
    const roots = await Promise.all([checkout('here'), checkout('a/deeper/there')]);
    const built = await Promise.all(roots.map((root) => build({ root })));
    zips = await Promise.all(built.map(({ artifacts }) => Promise.all(artifacts.map(({ file }) => readFile(file)))));
  }, 60_000);

  test('bundle every Lambda to the same bytes', () => {
    const [here = [], there = []] = zips;
    expect(here).toHaveLength(Object.keys(LAMBDAS).length);
    expect(here.map((zip, index) => zip.equals(there[index]!))).toEqual(here.map(() => true));
  });

  test('put one module into each zip, and no path of this machine', () => {
    for (const zip of zips.flat()) {
      const entries = unzipSync(zip);
      expect(Object.keys(entries)).toEqual(['index.mjs']);
      const source = Buffer.from(entries['index.mjs']!).toString();
      expect(source).toMatch(/\bas handler\b/);
      expect(source.includes(PROJECT) || source.includes(scratch)).toBe(false);
    }
  });
});

test('of a service the migrations and the pages of its API docs come along; one without a main is left out', async () => {
  const root = join(scratch, 'services');
  const files = {
    'services/nursery/src/main.ts': "console.log('nursery');",
    'services/nursery/sql/001_nursery.sql': 'one',
    'services/unfinished/src/app.ts': '',
    'packages/ledger/sql/001_application.sql': 'common',
    'node_modules/swagger-ui-dist/swagger-ui.css': 'css',
    'dist/services/nursery/sql/nursery/000_renamed.sql': 'old',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  const { artifacts } = await build({ root });
  expect(artifacts).toMatchObject([
    { kind: 'service', name: 'nursery', file: join(root, 'dist/services/nursery/main.mjs') },
  ]);
  const there = (path: string) => existsSync(join(root, 'dist/services/nursery', path));
  expect(
    [
      'main.mjs',
      'main.mjs.map',
      'sql/common/001_application.sql',
      'sql/nursery/001_nursery.sql',
      'docs/swagger-ui.css',
    ].filter(there),
  ).toHaveLength(5);
  expect(there('sql/nursery/000_renamed.sql')).toBe(false);
});
