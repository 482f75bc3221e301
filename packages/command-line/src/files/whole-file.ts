import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a JSON file as a whole: a launcher that is killed here leaves the old one or the new one. */
export function writeWhole(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    // What a full disk has room for is a part.
    rmSync(`${file}.new`, { force: true });
    throw error;
  }
}
