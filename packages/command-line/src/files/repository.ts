import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '..', '..', '..', '..');

/** What survives `make down`: the Python venv and downloaded Terraform providers, shared by all stacks of this checkout. */
export const cacheDir = join(repositoryRoot, '.enterwait');

/** Names the stack that a command is about, by its state folder: how a test runs `make env` on the stack of its suite. */
export const STATE_DIR_VARIABLE = 'ENTERWAIT_STATE_DIR';

/** The state folder of the stack of `make up`; a test suite takes one of its own. */
export const defaultStateDir = process.env[STATE_DIR_VARIABLE] || cacheDir;

export const distDir = join(repositoryRoot, 'dist');

/** Node 24, as npm brought it: an older one on the machine is enough to start. */
export const nodeBinary = join(repositoryRoot, 'node_modules', 'node', 'bin', 'node');
