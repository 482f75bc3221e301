import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathsOf } from '../state/paths.ts';
import { hasDatabases, prepareDataFolder, removeDatabases } from './data-folder.ts';
import { isReachable } from './database-account.ts';

/** Only root can change a file's owner. */
const asRoot = process.getuid?.() === 0 ? test : test.skip;

let closed: string;
let open: string;
beforeEach(() => {
  closed = mkdtempSync(join(tmpdir(), 'enterwait-closed-'));
  open = mkdtempSync(join(tmpdir(), 'enterwait-open-'));
  chmodSync(open, 0o755);
});
afterEach(() => {
  for (const folder of [closed, open]) rmSync(folder, { recursive: true, force: true });
});

/** Leaves the files that a server leaves. */
function enter(path: string): void {
  mkdirSync(join(path, 'data', 'mysql'), { recursive: true });
  writeFileSync(join(path, 'data', 'mysql', 'rows'), 'rows');
}
const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

asRoot('where its account can come in, the data lie in the state folder and are its own', () => {
  const paths = pathsOf(join(open, '.enterwait'));
  mkdirSync(paths.stateDir, { mode: 0o700 });
  const { path, account } = prepareDataFolder(paths);
  expect(path).toBe(paths.database);
  expect([account?.uid, isReachable(join(path, 'data'))]).toEqual([statSync(path).uid, true]);
  expect(account?.uid).toBeGreaterThan(0);
});

asRoot('below a folder that is closed to it they lie outside, until they are removed', () => {
  const paths = pathsOf(join(closed, '.enterwait'));
  const { path, account } = prepareDataFolder(paths);
  expect([isReachable(path), isLink(paths.database), account?.uid]).toEqual([true, true, statSync(path).uid]);
  enter(path);
  expect(hasDatabases(paths)).toBe(true);
  expect(prepareDataFolder(paths).path).toBe(path);
  removeDatabases(paths);
  expect([existsSync(path), isLink(paths.database)]).toEqual([false, false]);
});

asRoot('what root once ran in a closed folder is taken outside, with its owner', () => {
  const paths = pathsOf(join(closed, '.enterwait'));
  enter(paths.database);
  const { path, account } = prepareDataFolder(paths);
  expect(statSync(join(path, 'data', 'mysql', 'rows')).uid).toBe(account?.uid);
  expect(hasDatabases(paths)).toBe(true);
  removeDatabases(paths);
  expect(existsSync(path)).toBe(false);
});

asRoot('a folder that was moved keeps its data outside, one that was copied has none of its own', () => {
  const original = pathsOf(join(closed, 'one', '.enterwait'));
  const { path } = prepareDataFolder(original);
  enter(path);
  const copy = pathsOf(join(closed, 'copy', '.enterwait'));
  cpSync(original.stateDir, copy.stateDir, { recursive: true, verbatimSymlinks: true });
  expect(() => prepareDataFolder(copy)).toThrow(expect.objectContaining({ code: 'FOREIGN_DATA' }));
  removeDatabases(copy);
  expect([hasDatabases(copy), hasDatabases(original)]).toEqual([false, true]);

  renameSync(join(closed, 'one'), join(closed, 'moved'));
  const moved = pathsOf(join(closed, 'moved', '.enterwait'));
  expect(prepareDataFolder(moved).path).toBe(path);
  removeDatabases(moved);
  expect(existsSync(path)).toBe(false);
});
