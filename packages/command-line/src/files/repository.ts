import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '..', '..', '..', '..');

/** What survives `make down`: the Python venv and downloaded Terraform providers, shared by all stacks of this checkout. */
export const cacheDir = join(repositoryRoot, '.enterwait');

/** Selects the stack of a command by its state folder. A test uses it to run `make env` on the stack of its suite. */
export const STATE_DIR_VARIABLE = 'ENTERWAIT_STATE_DIR';

/** The state folder of the stack of `make up`. A test suite uses its own. */
export const defaultStateDir = process.env[STATE_DIR_VARIABLE] || cacheDir;

export const distDir = join(repositoryRoot, 'dist');

/** Node 24, as installed by npm. An older Node on the machine is enough to start. */
export const nodeBinary = join(repositoryRoot, 'node_modules', 'node', 'bin', 'node');
