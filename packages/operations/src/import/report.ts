import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Staging } from './reading/staging.ts';

/**
 * Every refused row as a line of CSV: table, number of the row in its table, key, code, fields. A key is an id; where it is malformed
 * itself there is none, so nothing here needs escaping. Ids may be whose mail address they are: only the owner may read the file.
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

/**
 * Every user whose mail address another account has, as a line of CSV: table, number of the row, key, code. They are loaded as parents
 * without an account: whoever has the address is given no family, and the agency settles whose it is.
 */
export function writeAccountReport(staging: Staging, path: string, keys: readonly string[]): void {
  const lines = keys.map((key) => `user,${staging.numberOf('user', key)},"${key}",address-taken\n`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, ['table,row,key,code\n', ...lines].join(''), { mode: 0o600 });
}
