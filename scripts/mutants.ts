import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { nodeBinary, repositoryRoot } from '@enterwait/command-line/files';
import { projectEnvironment, STATE_MARKER } from '@enterwait/command-line/processes';
import { z } from 'zod';
import { runCli } from '../localstack/command/run-cli.ts';
import { temporaryFolder } from '../localstack/state/stacks.ts';
import { MUTANTS, type Mutant } from '../tests/mutants/mutants.ts';

/**
 * `make mutants`: breaks the protocol's rules one at a time, in a copy of the tree, and shows that a test notices. Prints one line per
 * mutant: the test that caught it, or SURVIVED (exit code 1). `ONLY=mail,judge` picks mutants by name, `MODEL_RUNS=3000` searches longer,
 * `WORKERS=1` is easier on the machine.
 */

const WORKERS = Number(process.env.WORKERS || 2);
const COPIED = [
  'packages',
  'services',
  'lambdas',
  'tests/model',
  'localstack',
  'tests/support',
  'terraform/modules/pipeline',
  'package.json',
  'jest.config.mjs',
];

const resultSchema = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), title: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/** Makes a separate tree: copied sources and linked packages, so that `@enterwait/…` resolves to the copy. */
function copyTree(folder: string): void {
  for (const path of COPIED) cpSync(join(repositoryRoot, path), join(folder, path), { recursive: true });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@enterwait'), { recursive: true });
  for (const name of readdirSync(join(repositoryRoot, 'node_modules'))) {
    if (name !== '@enterwait') symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, 'packages')))
    symlinkSync(join(folder, 'packages', name), join(modules, '@enterwait', name));
  writeFileSync(
    join(folder, 'mutants.config.mjs'),
    `import base from './jest.config.mjs';
const { displayName, ...unit } = base.projects.find((project) => project.displayName === 'unit');
export default { ...unit, rootDir: import.meta.dirname, testMatch: ['<rootDir>/{packages,services,lambdas,tests/model}/**/*.test.ts'] };\n`,
  );
}

/** @returns the files' original texts */
function apply(mutant: Mutant, folder: string): Map<string, string> {
  const originals = new Map<string, string>();
  for (const { file, from, to } of mutant.edits) {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(from).length !== 2) {
      throw new Error(
        `mutant "${mutant.name}": its text stands ${text.split(from).length - 1} times in ${file}, not once`,
      );
    }
    originals.set(path, originals.get(path) ?? text);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return originals;
}

function runTests(
  folder: string,
  patterns: readonly string[],
  { scratch, signal }: { scratch: string; signal: AbortSignal },
): Promise<string | undefined> {
  const outputFile = join(folder, 'result.json');
  rmSync(outputFile, { force: true });
  return new Promise((resolve, reject) => {
    const child = spawn(
      nodeBinary,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        join(repositoryRoot, 'node_modules/jest/bin/jest.js'),
        '--config=mutants.config.mjs',
        '--runInBand',
        '--json',
        `--outputFile=${outputFile}`,
        ...patterns,
      ],
      {
        cwd: folder,
        stdio: 'ignore',
        env: projectEnvironment({
          MODEL_SHRINK: '0',
          MODEL_RUNS: process.env.MODEL_RUNS || '1000',
          MARIADB_MODEL_RUNS: process.env.MARIADB_MODEL_RUNS || '300',
          SEED: process.env.SEED || '1',
          // If this command is killed, `make down` finds its children by this marker.
          [STATE_MARKER]: scratch,
        }),
      },
    );
    const stop = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('close', () => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(new Cancelled());
      else resolve(verdictOf(readFileSync(outputFile, 'utf8')));
    });
  });
}

/** The test that failed and its message, or undefined. */
function verdictOf(json: string): string | undefined {
  const { numTotalTests, testResults } = resultSchema.parse(JSON.parse(json));
  const failed = testResults.flatMap((one) => one.assertionResults).find(({ status }) => status === 'failed');
  if (failed !== undefined) {
    const [said = ''] = (failed.failureMessages?.[0] ?? '').split('\n');
    return `${failed.title.split(':')[0]} — ${said
      .replace(/^(Error: )+/, '')
      .replaceAll(/[0-9a-f-]{36}/g, '…')
      .slice(0, 110)}`;
  }
  // A mutant that does not even load proves nothing.
  const broken = testResults.find(({ message }) => message.includes('failed to run'));
  if (broken !== undefined || numTotalTests === 0)
    throw new Error(`the tests did not run: ${broken?.message.slice(0, 500)}`);
  return undefined;
}

async function main(signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const only = process.env.ONLY ? process.env.ONLY.split(',') : undefined;
  const waiting = MUTANTS.filter(({ name }) => only?.some((part) => name.includes(part)) ?? true);
  const temporary = temporaryFolder('mutants');
  const scratch = temporary.path;
  const survived: string[] = [];
  const total = waiting.length;
  // A hand-written loop, because each worker owns a copy of the tree, which a generic concurrency limit does not know about.
  const work = async (folder: string): Promise<void> => {
    mkdirSync(folder);
    copyTree(folder);
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      if (signal.aborted) throw new Cancelled();
      const begun = performance.now();
      const originals = apply(mutant, folder);
      const caught = await runTests(folder, mutant.tests ?? ['tests/model/model.test'], { scratch, signal });
      for (const [path, text] of originals) writeFileSync(path, text);
      if (caught === undefined) survived.push(mutant.name);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(5);
      console.log(`${caught ? '✓' : '✗'} ${seconds} s  ${mutant.name.padEnd(52)} ${caught ?? 'SURVIVED'}`);
    }
  };
  try {
    // Look for every mutant's text before running anything: a text that is gone is an error, not a caught mutant.
    const probe = join(scratch, 'probe');
    mkdirSync(probe);
    copyTree(probe);
    for (const mutant of waiting) for (const [path, text] of apply(mutant, probe)) writeFileSync(path, text);
    await Promise.all(Array.from({ length: WORKERS }, (_worker, index) => work(join(scratch, `tree-${index}`))));
  } finally {
    temporary.remove();
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n${total - survived.length} of ${total} mutants caught, ${survived.length} survived, ${seconds} s`);
  return survived.length === 0 ? 0 : 1;
}

await runCli(main);
