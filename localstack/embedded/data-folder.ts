import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import type { StackPaths } from '../state/paths.ts';
import { type Account, accountFor, isReachable } from './database-account.ts';

type Paths = Pick<StackPaths, 'database' | 'stateDir'>;

/** Holds the data when the server's account cannot reach the state folder, as in root's checkout below a closed folder. */
const OUTSIDE = '/var/lib/enterwait';
/** A file in that folder with the path of the state folder it belongs to. */
const OWNER = 'owner';

/** Where the server keeps its data, and the account it runs as. */
export interface DataFolder {
  /** Holds `data`. The account can enter every folder above it. */
  readonly path: string;
  /** Undefined: neither the launcher nor the server runs as root. */
  readonly account: Account | undefined;
}

/** True if there are databases, which may hold entered data. */
export const hasDatabases = (paths: Pick<Paths, 'database'>): boolean =>
  existsSync(join(paths.database, 'data', 'mysql'));

/**
 * Returns a stack's data folder. Creates it if needed and gives it to the server's account, since the server never runs as root. If the
 * account cannot reach the state folder, a link there points to a folder outside. The server must not be running.
 * @throws UserError (`FOREIGN_DATA`) when the link leads to the data of the checkout that this one is a copy of
 */
export function prepareDataFolder(paths: Paths): DataFolder {
  const account = accountFor();
  if (account === undefined) {
    mkdirSync(paths.database, { recursive: true });
    return { path: paths.database, account };
  }
  mkdirSync(paths.stateDir, { recursive: true });
  const outside = linkedFolder(paths);
  if (outside !== undefined) {
    const owner = ownerOf(outside);
    if (owner !== undefined && owner !== paths.stateDir && isOwned(outside, owner)) {
      throw new UserError(
        'FOREIGN_DATA',
        `자료가 다른 폴더의 것입니다 (the data belong to another checkout): ${owner}`,
        '그것을 두고 여기서 새로 시작 (leave them and begin anew here): make up RESET=1',
      );
    }
    mkdirSync(join(outside), { recursive: true, mode: 0o711 });
    writeFileSync(join(outside, OWNER), paths.stateDir);
    handOver(outside, account);
    return { path: outside, account };
  }
  // The state folder belongs to the project alone, and the secrets in it have their own file modes.
  if (isReachable(paths.stateDir)) chmodSync(paths.stateDir, statSync(paths.stateDir).mode | 0o011);
  const path = isReachable(paths.database) ? paths.database : moveOutside(paths);
  mkdirSync(path, { recursive: true, mode: 0o711 });
  handOver(path, account);
  return { path, account };
}

/** Removes the databases, wherever they are. If this checkout is a copy, the original's databases stay. */
export function removeDatabases(paths: Paths): void {
  const outside = linkedFolder(paths);
  const owner = outside === undefined ? undefined : ownerOf(outside);
  if (outside !== undefined && (owner === paths.stateDir || owner === undefined || !isOwned(outside, owner)))
    rmSync(outside, { recursive: true, force: true });
  rmSync(paths.database, { recursive: true, force: true });
}

function linkedFolder({ database }: Paths): string | undefined {
  return lstatSync(database, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(database) : undefined;
}

function ownerOf(outside: string): string | undefined {
  try {
    return readFileSync(join(outside, OWNER), 'utf8');
  } catch {
    return undefined;
  }
}

/** A moved state folder exists only where its link is. A copied one exists in both places. */
function isOwned(outside: string, stateDir: string): boolean {
  try {
    return readlinkSync(join(stateDir, 'database')) === outside;
  } catch {
    return false;
  }
}

function moveOutside(paths: Paths): string {
  mkdirSync(OUTSIDE, { recursive: true, mode: 0o711 });
  chmodSync(OUTSIDE, 0o711);
  const outside = join(OUTSIDE, crypto.randomUUID());
  mkdirSync(outside, { mode: 0o711 });
  writeFileSync(join(outside, OWNER), paths.stateDir);
  if (existsSync(paths.database)) cpSync(paths.database, outside, { recursive: true, preserveTimestamps: true });
  rmSync(paths.database, { recursive: true, force: true });
  symlinkSync(outside, paths.database);
  return outside;
}

/** Gives everything to the account: an earlier release, or another user who started the stack before, may have used a different one. */
function handOver(folder: string, { uid, gid }: Account): void {
  chmodSync(folder, 0o711);
  const data = join(folder, 'data');
  if (lstatSync(folder).uid === uid && (lstatSync(data, { throwIfNoEntry: false })?.uid ?? uid) === uid) return;
  lchownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(folder, entry), uid, gid);
}
