import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Staging } from './staging.ts';

/**
 * Every refused row as a line of CSV: table, number of the row in its table, key, code, fields. A key is an id; where it is malformed
 * itself there is none. Ids may be whose mail address they are: only the owner may read the file.
 */
export function writeReport(staging: Staging, path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, 'table,row,key,code,fields\n');
    for (const { tab, no, key, code, fields } of staging.refusals()) {
      writeSync(file, `${tab},${no},"${key}",${code},"${fields}"\n`);
    }
  } finally {
    closeSync(file);
  }
}
