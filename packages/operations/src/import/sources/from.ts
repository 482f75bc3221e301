import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';

/** A prefix with which no path begins. */
const FILE = '@';
const VARIABLE = 'env:';

/**
 * Resolves `FROM`. A process list shows every word of a command line to everybody on the machine, so an address with a password may be in a
 * variable (`FROM=env:OLD_DATABASE`) or in a file that only its owner can read (`FROM=@old-database`).
 * @returns `mysql://…`, or the path of a dump or folder
 * @throws UserError (`BAD_SETTING`), whose message never contains the resolved value
 */
export function readFrom(from: string, env: NodeJS.ProcessEnv = process.env): string {
  if (from.startsWith(VARIABLE)) {
    const name = from.slice(VARIABLE.length);
    return env[name]?.trim() || fail(`${from}: 변수가 없거나 비어 있습니다 (that variable is not set, or empty)`);
  }
  if (!from.startsWith(FILE)) return from;
  const path = resolve(from.slice(FILE.length));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return fail(`${from}: 그런 파일이 없습니다 (there is no such file)`);
  if ((stats.mode & 0o077) !== 0)
    return fail(`${from}: 다른 사람도 읽을 수 있습니다 (others can read it)`, `chmod 600 ${path}`);
  return readFileSync(path, 'utf8').trim() || fail(`${from}: 비어 있습니다 (is empty)`);
}

/** Whether a password was on make's own command line, which make passes on in MAKEFLAGS. */
export const isInTheOpen = (from: string, env: NodeJS.ProcessEnv = process.env): boolean =>
  passwordIn(from) && /(?:^|\s)FROM=/.test(env.MAKEFLAGS ?? '');

const passwordIn = (address: string): boolean => /^\w+:\/\/[^@/]*:[^@/]+@/.test(address);

/** An address without its password, fit to be shown. */
export const withoutPassword = (address: string): string => address.replace(/\/\/[^/]*@/, '//…@');

function fail(message: string, advice?: string): never {
  throw new UserError('BAD_SETTING', message, advice);
}
