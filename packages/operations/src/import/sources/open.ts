import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { csvSource } from './csv.ts';
import { dumpSource } from './dump.ts';
import { withoutPassword } from './from.ts';
import { mysqlSource } from './mysql.ts';
import type { Source } from './source.ts';

const ADVICE =
  'FROM=@파일 (a file that holds mysql://user:password@host/db) | FROM=env:OLD_DATABASE | FROM=dump.sql[.gz] | FROM=folder (request.csv, child.csv …)';

/**
 * @param encoding of the files, with TextDecoder's name for it: `utf-8`, `euc-kr`
 * @throws UserError (`BAD_SETTING`)
 */
export function openSource(from: string, encoding = 'utf-8'): Source {
  if (from === '') throw new UserError('BAD_SETTING', 'FROM 이(가) 필요합니다 (is needed)', ADVICE);
  try {
    new TextDecoder(encoding);
  } catch {
    throw new UserError('BAD_SETTING', `ENCODING=${encoding}: 알 수 없는 문자 인코딩 (unknown encoding)`);
  }
  if (from.startsWith('mysql://')) {
    // The URL constructor's error would show the address with its password.
    if (URL.canParse(from)) return mysqlSource(from);
    throw new UserError('BAD_SETTING', `${withoutPassword(from)}: 주소가 아닙니다 (is no address)`, ADVICE);
  }
  const path = resolve(from);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new UserError('BAD_SETTING', `${withoutPassword(from)}: 없습니다 (there is none)`, ADVICE);
  return stats.isDirectory() ? csvSource(path, encoding) : dumpSource(path, encoding);
}
