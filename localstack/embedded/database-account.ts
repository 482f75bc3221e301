import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ['mysql', 'nobody'] as const;

/** The account that the database runs as when the launcher is root, since the server must not be. Undefined if the launcher is not root. */
export function accountFor(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = parsePasswd(readFileSync('/etc/passwd', 'utf8'));
  return CANDIDATES.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
}

/** True if any account can enter all the folders above. */
export const isReachable = (path: string): boolean =>
  ancestorsOf(path).every((folder) => (statSync(folder).mode & 0o001) !== 0);

export const parsePasswd = (text: string): Account[] =>
  text
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));

function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}
