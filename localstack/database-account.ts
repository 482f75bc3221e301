import { chownSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ['mysql', 'nobody'] as const;

/**
 * The account that the database runs as, for a launcher that runs as root (the server refuses to run as root by itself).
 * `root` is taken only where no other account could reach the data folder. undefined: the launcher is not root.
 */
export function accountFor(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = parsePasswd(readFileSync('/etc/passwd', 'utf8'));
  const reachable = ancestorsOf(dataFolder).every((folder) => (statSync(folder).mode & 0o001) !== 0);
  const found = reachable
    ? CANDIDATES.map((name) => accounts.find((account) => account.name === name)).find(Boolean)
    : undefined;
  return found ?? { name: 'root', uid: 0, gid: 0 };
}

export function handOver(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid);
}

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
