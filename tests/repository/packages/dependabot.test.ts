import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { parse } from 'yaml';
import { z } from 'zod';
import { baseImage, deliveredImage } from '../../../scripts/delivery/images/images.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const entrySchema = z.looseObject({
  'package-ecosystem': z.string(),
  directory: z.string().optional(),
  directories: z.array(z.string()).optional(),
});
const entries = z.object({ updates: z.array(entrySchema) }).parse(parse(read('.github/dependabot.yml'))).updates;
const covered = entries.flatMap(({ 'package-ecosystem': ecosystem, directory, directories = [] }) =>
  [...(directory === undefined ? [] : [directory]), ...directories].map((glob) => ({ ecosystem, glob })),
);

/** Files that name third-party versions, by the ecosystem that reads them. */
const MANIFESTS: Readonly<Record<string, (file: string) => boolean>> = {
  'github-actions': (file) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(file) || basename(file) === 'action.yml',
  // The workspaces are read with the root, which has the one lock file.
  npm: (file) => basename(file) === 'package-lock.json',
  pip: (file) => /requirements[\w-]*\.(txt|in)$/.test(file),
  terraform: (file) => file.endsWith('.tf') && read(file).includes('required_providers'),
  docker: (file) => /(^|\.)Dockerfile(\.|$)/.test(basename(file)),
  'docker-compose': (file) => /^(docker-)?compose[\w.-]*\.ya?ml$/.test(basename(file)),
  devcontainers: (file) => /^\.?devcontainer\.json$/.test(basename(file)),
  helm: (file) => basename(file) === 'Chart.yaml' && /^dependencies:/m.test(read(file)),
  gomod: (file) => basename(file) === 'go.mod',
  gitsubmodule: (file) => file === '.gitmodules',
};

/** Dependabot reads some kinds through the parent of their folder. */
const READ_FROM_THE_ROOT = new Set(['github-actions', 'devcontainers']);

const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
  env: toolEnvironment(),
})
  .split('\0')
  .filter((file) => file !== '');
const manifests = Object.entries(MANIFESTS).flatMap(([ecosystem, isOne]) =>
  files
    .filter((file) => !file.startsWith('tests/releases/') && existsSync(join(repositoryRoot, file)) && isOne(file))
    .map((file) => {
      const folder = dirname(file);
      return { ecosystem, file, folder: READ_FROM_THE_ROOT.has(ecosystem) || folder === '.' ? '/' : `/${folder}` };
    }),
);

test('every manifest of the repository is watched', () => {
  expect(manifests.length).toBeGreaterThan(20);
  const forgotten = manifests.filter(
    ({ ecosystem, folder }) => !covered.some((one) => one.ecosystem === ecosystem && matchesGlob(folder, one.glob)),
  );
  expect(forgotten.map(({ ecosystem, file }) => `${ecosystem}: ${file}`)).toEqual([]);
});

test('what is watched is there', () => {
  const idle = covered.filter(
    ({ ecosystem, glob }) =>
      !manifests.some((manifest) => manifest.ecosystem === ecosystem && matchesGlob(manifest.folder, glob)),
  );
  expect(idle).toEqual([]);
});

test('what is delivered stands on an image that Dependabot can read, and move', () => {
  const image = deliveredImage(read('services/base-image/Dockerfile'));
  expect(image).toMatch(/^node:\d+\.\d+\.\d+-[\w-]+@sha256:[0-9a-f]{64}$/);
  expect(baseImage({})).toBe(image);
});
