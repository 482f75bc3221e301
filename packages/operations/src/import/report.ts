import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Staging } from './reading/staging.ts';

/**
 * Writes every refused row as a line of CSV: table, row number within its table, key, code, fields. A key is an id, and is left out if
 * malformed, so nothing here needs escaping. An id may reveal whose mail address it is, so only the owner may read the file.
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
 * Writes every user whose mail address belongs to another account as a line of CSV: table, row number, key, code. They become parents
 * without an account. The account with that address does not get the family, and the agency settles whose address it is.
 */
export function writeAccountReport(staging: Staging, path: string, keys: readonly string[]): void {
  const lines = keys.map((key) => `user,${staging.numberOf('user', key)},"${key}",address-taken\n`);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, ['table,row,key,code\n', ...lines].join(''), { mode: 0o600 });
}
