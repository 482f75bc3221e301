export { withLock } from './lock.ts';
export { cacheDir, defaultStateDir, distDir, nodeBinary, repositoryRoot, STATE_DIR_VARIABLE } from './repository.ts';
export { writeWhole } from './whole-file.ts';
