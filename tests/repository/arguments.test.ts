import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { toolEnvironment } from '@enterwait/command-line/processes';

/*
 * Everybody on the machine sees a command line. So secrets go through the environment, standard input or a file of their owner. This checks
 * every place where a program is started, or a person is told how to start one.
 */

const ASKED = ['scripts', 'localstack', 'packages', 'lambdas', 'services', 'charts', 'terraform', '.github', 'docs'];
const files = execFileSync('git', ['ls-files', '-z', '--', ...ASKED, 'Makefile', '*.md', 'docker-compose.yml'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
  env: toolEnvironment(),
})
  .split('\0')
  .filter(
    (name) => /(?:\.(?:ts|tsx|mjs|py|sh|ya?ml|tf|md)|Makefile|Dockerfile)$/.test(name) && !/\.test\.ts$/.test(name),
  );

const IN_ARGUMENTS = [
  // mysql --password=…, docker login --password …; neither --password-stdin nor a file.
  /--(?:password|token|secret|auth-token|client-secret)(?:[= '"]|$)/,
  // docker run --env PASSWORD=…, helm --set …password=…, terraform -var secret=…
  /(?:--env|-e|--set|--set-string|-var)[= '",]+\S*(?:password|secret|token|api_?key)\S*=/i,
  // curl -H "authorization: Bearer …": -H @- reads it from standard input.
  /curl .*(?:-H|--header) ?["']authorization:/i,
  // make smoke SMOKE_KEY=…
  /\bmake [^`#\n]*\b\w*(?:PASSWORD|SECRET|TOKEN|SMOKE_KEY)=/,
  /\bmake [^`#\n]*=mysql:\/\/[^ @…]*:[^ @]*@/,
];

test('no secret is put on a command line', () => {
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((file) =>
    readFileSync(join(repositoryRoot, file), 'utf8')
      .split('\n')
      .filter((line) => IN_ARGUMENTS.some((form) => form.test(line)))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

test.each([
  "run('mysqldump', ['--password=x'])",
  "['docker', 'run', '--env', 'ADMIN_TOKEN=x']",
  "['--set', 'auth.password=x']",
  'curl -X POST http://127.0.0.1:9000/admin/people -H "authorization: Bearer $token"',
  'make smoke TARGET=aws SMOKE_KEY=ew_…',
  'make import FROM=mysql://reader:password@old-db/reqsys',
])('%s would be found', (line) => expect(IN_ARGUMENTS.some((form) => form.test(line))).toBe(true));
