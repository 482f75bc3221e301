import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed } from '@enterwait/command-line/errors';
import { type CommandOptions, runCommand, toolEnvironment } from '@enterwait/command-line/processes';

/**
 * A Python environment that belongs to this project. Its programs are run through its Python, because a script's first line cannot hold
 * every path.
 */
export interface Venv {
  dir: string;
  /** The packages it must contain, pinned: `name==version` with the checksums of their files. */
  requirements: string;
  /**
   * The packages that must be built here, and the tools that build them, in files of the same form. pip itself would fetch the newest
   * tools, unchecked.
   */
  built?: { readonly tools: string; readonly packages: string } | undefined;
  /** The modules its programs must be able to import. */
  modules: readonly string[];
}

export const pythonOf = (dir: string): string => join(dir, 'bin', 'python');
export const scriptOf = (dir: string, name: string): string => join(dir, 'bin', name);

const TRY = `
import importlib, importlib.metadata, os, sys
if os.path.realpath(sys.prefix) != os.path.realpath(sys.argv[1]):
    sys.exit('python: ' + sys.prefix)
for line in sys.stdin:
    # What follows on the line, and whole lines below, are hashes: pip compares them.
    name, pinned, version = (line.split('#')[0].split() or [''])[0].partition('==')
    if pinned and importlib.metadata.version(name) != version:
        sys.exit(name + ' ' + importlib.metadata.version(name) + ' != ' + version)
for module in sys.argv[2:]:
    importlib.import_module(module)
`;

/**
 * Tries a venv. A stamp or a date does not show that its Python has changed, that packages are gone or that the folder has moved.
 * @returns why it cannot be used, in Python's own words; undefined if it can
 */
export async function whyBroken(venv: Venv, signal?: AbortSignal): Promise<string | undefined> {
  try {
    await runCommand(pythonOf(venv.dir), ['-c', TRY, venv.dir, ...venv.modules], {
      input: readFileSync(venv.requirements, 'utf8'),
      name: 'python',
      ...(signal ? { signal } : {}),
    });
    return undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    if (error instanceof CommandFailed) return error.output.trim().split('\n').at(-1) || error.message;
    return '만들어지지 않음 (not made yet)';
  }
}

/** The arguments for each run of pip, in order. */
const runsOf = ({ requirements, built }: Venv): string[][] => [
  ...(built === undefined
    ? []
    : [
        ['-r', built.tools],
        ['--no-build-isolation', '--no-deps', '-r', built.packages],
      ]),
  ['-r', requirements],
];

/** pip gives up on a dead network within a minute, unless the user has set a limit. It accepts no file without its checksum. */
export async function pipInstall(venv: Venv, options: CommandOptions, gently = false): Promise<void> {
  for (const what of runsOf(venv)) {
    const args = [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'],
      // Compiling everything would take longer than compiling what is used.
      ...['--no-compile', ...what],
    ];
    const command = [...(gently ? ['nice', '-n', '10'] : []), pythonOf(venv.dir), ...args];
    await runCommand(command[0] ?? '', command.slice(1), {
      ...options,
      name: 'pip',
      env: toolEnvironment({
        PIP_RETRIES: process.env.PIP_RETRIES ?? '2',
        PIP_DEFAULT_TIMEOUT: process.env.PIP_DEFAULT_TIMEOUT ?? '15',
      }),
    });
  }
}
