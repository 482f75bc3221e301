import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Records in `file` that the current contents of `folders` were built from `sources`. */
export const noteBuilt = (file: string, sources: string, folders: readonly string[]): void =>
  writeFileSync(file, stampOf(sources, folders));

/** Whether the folders still hold, byte for byte, what was built from these sources. */
export function isBuilt(file: string, sources: string, folders: readonly string[]): boolean {
  try {
    return readFileSync(file, 'utf8') === stampOf(sources, folders);
  } catch {
    // Nothing was recorded, or a folder is gone.
    return false;
  }
}

const stampOf = (sources: string, folders: readonly string[]): string =>
  createHash('sha256')
    .update(sources)
    .update(hashFiles(folders.flatMap(filesIn)))
    .digest('hex');

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export function hashFiles(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
