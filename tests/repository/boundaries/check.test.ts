import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { boundaryFindings } from './check.ts';
import { draw, withDrawing } from './drawing.ts';
import { type Imports, readImports } from './imports.ts';

const PACKAGES: Readonly<Record<string, { dependencies: string[]; devDependencies?: string[] }>> = {
  'packages/domain': { dependencies: ['zod'] },
  'packages/http': { dependencies: ['@enterwait/domain'] },
  'packages/judge': { dependencies: ['@enterwait/domain'] },
  'packages/ledger': { dependencies: ['@enterwait/http'] },
  'services/nursery': { dependencies: ['@enterwait/ledger', '@enterwait/domain'] },
  'services/management': { dependencies: ['@enterwait/http'] },
};

/** A repository in which every import is correct. */
const SOUND: Readonly<Record<string, string>> = {
  'packages/domain/src/index.ts': "import 'zod'; export * from './status.ts';",
  'packages/domain/src/status.ts': 'export type Status = 1;',
  'packages/domain/src/status.test.ts': "import './status.ts'; import '../../../tests/support/samples.ts';",
  'packages/http/src/index.ts': "import '@enterwait/domain'; export {};",
  'packages/judge/src/index.ts': "import '@enterwait/domain'; export {};",
  'packages/ledger/src/index.ts': "import '@enterwait/http'; export {};",
  'services/nursery/src/main.ts': "import '@enterwait/ledger'; import type { Status } from '@enterwait/domain';",
  'services/management/src/main.tsx': 'import \'@enterwait/http\'; export const head = <h1 class="a">1</h1>;',
  'localstack/stack.ts': "import '@enterwait/http'; export {};",
  'scripts/up.ts': "import '../localstack/stack.ts';",
  'tests/support/samples.ts': "import '@enterwait/domain'; import '../../services/nursery/src/main.ts'; export {};",
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'enterwait-boundaries-'));
  for (const [folder, manifest] of Object.entries(PACKAGES)) {
    const name = `@enterwait/${folder.split('/')[1]}`;
    const asked = (names: string[] = []) => Object.fromEntries(names.map((one) => [one, '*']));
    const { dependencies, devDependencies } = manifest;
    write(
      join(folder, 'package.json'),
      JSON.stringify({
        name,
        exports: { '.': './src/index.ts' },
        dependencies: asked(dependencies),
        devDependencies: asked(devDependencies),
      }),
    );
    link(join('node_modules', name), join(root, folder));
  }
  write('package.json', '{ "type": "module", "workspaces": ["packages/*", "services/*"] }');
  for (const name of ['zod', 'uuid']) {
    write(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js" }`);
    write(`node_modules/${name}/index.js`, '');
  }
  for (const [file, text] of Object.entries(SOUND)) write(file, text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

const broken = async (): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries(
    boundaryFindings(await readImports(root))
      .filter(({ problems }) => problems.length > 0)
      .map(({ what, problems }) => [what, problems]),
  );

test('imports that keep within the boundaries are let through', async () => {
  expect(await broken()).toEqual({});
});

const UNDECLARED = 'every package that is used is named in package.json';
const INLINE = 'types are imported by a statement';
const CASES: readonly [rule: string, file: string, text: string, alsoBroken?: string[]][] = [
  [
    'no-circle',
    'packages/domain/src/status.ts',
    "import type { Status as Same } from './index.ts'; export type Status = Same;",
  ],
  ['no-circle', 'scripts/up.ts', "import type { Down } from './down.ts';"],
  ['no-deep-import', 'packages/ledger/src/deep.ts', "import '../../http/src/index.ts';"],
  ['no-deep-import', 'services/nursery/src/deep.ts', "import '../../../packages/domain/src/status.ts';"],
  ['no-deep-import', 'scripts/deep.ts', "import '../packages/domain/src/status.ts';"],
  ['no-deep-import', 'tests/deep.test.ts', "import type { Status } from '../packages/domain/src/status.ts';"],
  ['no-undeclared-package', 'packages/domain/src/ids.ts', "import 'uuid';"],
  ['no-undeclared-package', 'packages/http/src/schema.ts', "import type { ZodType } from 'zod';"],
  ['not-resolved', 'tests/absent.ts', "import '../scripts/absent.ts';"],
  ['not-resolved', 'scripts/door.ts', "import '@enterwait/domain/src/status.ts';"],
  [
    'packages-know-no-service',
    'packages/ledger/src/up.ts',
    "import '../../../services/nursery/src/main.ts';",
    [UNDECLARED, 'no circle of packages'],
  ],
  ['services-stand-alone', 'services/management/src/peer.ts', "import '../../nursery/src/main.ts';", [UNDECLARED]],
  ['product-knows-no-tools', 'packages/http/src/tool.ts', "import '../../../localstack/stack.ts';"],
  ['product-knows-no-tools', 'services/nursery/src/sample.ts', "import '../../../tests/support/samples.ts';"],
  ['tools-know-no-tests', 'scripts/sample.ts', "import '../tests/support/samples.ts';"],
  ['the-stack-knows-no-scripts', 'localstack/back.ts', "import '../scripts/up.ts';"],
  ['scripts-know-no-service', 'scripts/service.ts', "import '../services/nursery/src/main.ts';"],
  [
    'the-domain-stands-alone',
    'packages/domain/src/http.ts',
    "import '@enterwait/judge';",
    [UNDECLARED, 'no circle of packages'],
  ],
  ['foundations-know-the-domain-alone', 'packages/judge/src/http.ts', "import '@enterwait/http';", [UNDECLARED]],
  [UNDECLARED, 'services/management/src/status.ts', "import type { Status } from '@enterwait/domain';"],
  [UNDECLARED, 'services/management/src/status.test.ts', "import '@enterwait/domain';"],
  [INLINE, 'tests/inline.ts', `export type Up = import(${"'../scripts/up.ts'"}).Up;`],
];

test.each(CASES)('%s: %s', async (rule, file, text, alsoBroken = []) => {
  write(file, text);
  write('scripts/down.ts', "import './up.ts'; export type Down = 1;");
  const found = await broken();
  expect(found[rule]?.join('\n')).toContain(file);
  expect(Object.keys(found).sort()).toEqual([rule, ...alsoBroken].sort());
});

test('every rule has a case', async () => {
  const { rules } = await readImports(root);
  expect(rules.map(({ name }) => name).filter((name) => !CASES.some(([rule]) => rule === name))).toEqual([]);
});

test('a package that is named and not used is found', async () => {
  write('services/management/src/main.tsx', 'export {};');
  expect(await broken()).toEqual({
    'no package is named in package.json and not used': ['services/management/package.json: @enterwait/http'],
  });
});

describe('the drawing', () => {
  const imports = (...pairs: [from: string, to: string, inTests?: boolean][]): Pick<Imports, 'units' | 'arrows'> => ({
    units: [...new Set(pairs.flatMap((pair) => pair.slice(0, 2) as string[]))].map((folder) => ({
      folder,
      name: folder,
      dependencies: [],
      devDependencies: [],
    })),
    arrows: pairs.map(([from, to, inTests = false]) => ({ from, to, file: `${from}/a.ts`, inTests })),
  });

  test('leaves out what a longer way says, and what only tests use', () => {
    const drawing = draw(
      imports(
        ['services/nursery', 'packages/http'],
        ['services/nursery', 'packages/domain'],
        ['packages/http', 'packages/domain'],
        ['packages/domain', 'packages/judge', true],
      ),
    );
    expect(drawing.match(/.*-->.*/g)).toEqual([
      '  packages_http --> packages_domain',
      '  services_nursery --> packages_http',
    ]);
    expect(drawing).toContain('packages_judge["judge"]');
  });

  test('takes the place of the one before, and of nothing else', () => {
    const page = (drawing: string) => `# A\n<!-- made by \`make architecture\` -->\n\n${drawing}\n<!-- end -->\nB\n`;
    expect(withDrawing(page('old'), 'new')).toBe(page('new'));
    expect(() => withDrawing('# A', 'new')).toThrow('docs/architecture.md');
  });
});
