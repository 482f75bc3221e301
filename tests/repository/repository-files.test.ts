import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), 'utf8');
const packageJson = JSON.parse(read('package.json')) as {
  engines: { node: string };
  devDependencies: { node: string };
};

/** The settings of one section of .editorconfig. */
function editorSettings(section: string): Record<string, string> {
  const body = read('.editorconfig').split(/^\[(.+)\]$/m);
  const at = body.indexOf(section);
  expect(at).toBeGreaterThan(0);
  return Object.fromEntries(
    [...(body[at + 1] ?? '').matchAll(/^(\w+) = (.+)$/gm)].map(([, key, value]) => [key, value]),
  );
}

test('.nvmrc, the Node of the project, its images and its workflows are of one major version', () => {
  const major = read('.nvmrc').trim();
  expect(major).toMatch(/^\d+$/);
  expect(packageJson.devDependencies.node.split('.')[0]).toBe(major);
  expect(read('services', 'base-image', 'Dockerfile')).toContain(`node:${packageJson.devDependencies.node}-`);
  expect(read('services', 'Dockerfile')).toContain(`ARG NODE_IMAGE=node:${major}-`);
  for (const workflow of ['checks.yml', 'delivery.yml']) {
    const text = read('.github', 'workflows', workflow);
    expect(text.match(/node-version-file: \.nvmrc$/gm)).toHaveLength(text.match(/actions\/setup-node@/g)?.length ?? 0);
  }
});

test('the oldest Node that is taken is the same wherever it is said', () => {
  const oldest = /^>=(\d+)/.exec(packageJson.engines.node)?.[1];
  expect(oldest).toBeDefined();
  expect(Number(oldest)).toBeLessThanOrEqual(Number(read('.nvmrc')));
  expect(read('Makefile')).toContain(
    `Node ${oldest} 이상과 npm 이 필요합니다 (Node ${oldest} or newer and npm are needed)`,
  );
  expect(read('README.md')).toContain(`Node ${oldest} or newer`);
  expect(read('README.ko.md')).toContain(`Node ${oldest} 이상`);
});

test('an editor writes what lint wants', () => {
  const { formatter } = JSON.parse(read('biome.json')) as {
    formatter: { indentStyle: string; indentWidth: number; lineWidth: number };
  };
  expect(editorSettings('*')).toMatchObject({
    charset: 'utf-8',
    end_of_line: 'lf',
    indent_style: formatter.indentStyle,
    indent_size: String(formatter.indentWidth),
  });
  expect(editorSettings('*.{css,js,json,mjs,ts,tsx}')).toEqual({ max_line_length: String(formatter.lineWidth) });
  expect(editorSettings('Makefile')).toEqual({ indent_style: 'tab' });
});
