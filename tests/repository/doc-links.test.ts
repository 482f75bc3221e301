import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

const pages = [
  'README.md',
  'README.ko.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'terraform/README.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/adr'),
];
const textOf = (page: string): string => readFileSync(join(repositoryRoot, page), 'utf8');

function pagesIn(folder: string): string[] {
  return readdirSync(join(repositoryRoot, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** As GitHub makes them: lower case, blanks to hyphens, everything except letters, digits, hyphens and underscores removed. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (page: string): Set<string> =>
  new Set([...textOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]*)\)/g)].map(([, link = '']) => link);
  const dead = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : relative(repositoryRoot, join(repositoryRoot, dirname(page), path));
    if (!existsSync(join(repositoryRoot, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(decodeURIComponent(anchor));
  });
  expect(dead).toEqual([]);
});

test('CONTRIBUTING.md answers each question by a folder that is there', () => {
  const text = textOf('CONTRIBUTING.md');
  const answers = [...text.matchAll(/^\| .+\? \| `([^`]+\/)`/gm)].map(([, folder = '']) => folder);
  expect(answers).toHaveLength(10);
  expect(answers.filter((folder) => !existsSync(join(repositoryRoot, folder)))).toEqual([]);
});

const PATH = /(?<![\w./])(?:packages|services|lambdas|localstack|scripts|terraform|charts|tests|docs)\/[\w./-]*[\w/]/g;
/** What a page tells an agency to make, and the name of an image. */
const NOT_FILES_HERE = ['terraform/env/agency.tfvars', 'localstack/localstack'];

function namedPaths(page: string): string[] {
  const spans = [...textOf(page).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  // `<system>`, `{a,b}` and `*` stand for several.
  return spans.filter((span) => !/[<{*…]/.test(span)).flatMap((span) => span.match(PATH) ?? []);
}

test.each(pages)('every file and folder that %s names is there', (page) => {
  const from = [repositoryRoot, join(repositoryRoot, dirname(page))];
  const gone = namedPaths(page).filter(
    (path) => !NOT_FILES_HERE.includes(path) && !from.some((folder) => existsSync(join(folder, path))),
  );
  expect(gone).toEqual([]);
});

test('docs/agency.md names files, and the one that an agency makes', () => {
  const files = namedPaths('docs/agency.md');
  expect(files.length).toBeGreaterThan(3);
  // An agency's own file is made from the example.
  expect(files.filter((file) => !existsSync(join(repositoryRoot, file)))).toEqual(['terraform/env/agency.tfvars']);
});

test('docs/agency.md tells the days that the settings have', () => {
  const text = textOf('docs/agency.md');
  expect(text).toContain(
    `accessRecords.retentionDays: ${/retentionDays: (\d+)/.exec(textOf('charts/enterwait/values.yaml'))?.[1]}`,
  );
  const vault = /variable "backup_vault_days" \{[^}]*default\s*= (\d+)/s.exec(
    textOf('terraform/variables_backup.tf'),
  )?.[1];
  expect(text).toMatch(new RegExp(`before its ${vault} days`));
  const production = /backup_retention_days\s*= (\d+)/.exec(textOf('terraform/env/production.tfvars'))?.[1];
  const small = /backup_retention_days\s*= (\d+)/.exec(textOf('terraform/env/small.tfvars'))?.[1];
  expect(text).toContain(`RDS ${small} or ${production} days`);
});
