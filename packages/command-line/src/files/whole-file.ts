import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a JSON file as a whole: if the launcher is killed here, either the old file or the new one remains. */
export function writeWhole(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    // On a full disk only a part was written.
    rmSync(`${file}.new`, { force: true });
    throw error;
  }
}
