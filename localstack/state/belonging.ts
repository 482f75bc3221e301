import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { writeWhole } from '@enterwait/command-line/files';
import { z } from 'zod';
import { pathsOf, type StackPaths } from './paths.ts';

/**
 * `folder.json` records which folder a state folder belongs to. A copy of the folder (`cp -a`) includes pid files that name the processes
 * of the original, and this file lets the copy recognise itself as one. It stays when the stack ends, because the data stay too.
 */
const folderSchema = z.object({
  path: z.string(),
  device: z.string(),
  inode: z.string(),
  /** Marks the stack's containers outside its compose project. Both fields move with the folder. */
  id: z.string(),
  composeProject: z.string(),
});
type Folder = z.infer<typeof folderSchema>;

/** The project name that releases before this file used for every checkout. */
const SHARED_PROJECT = 'enterwait';

/** A short name for a state folder, unique on this machine, because two checkouts may share an engine. */
export const stackId = ({ stateDir }: Pick<StackPaths, 'stateDir'>): string =>
  readFolder(stateDir)?.id ?? firstId(stateDir);

/** The compose project of a state folder, and so the prefix of its containers, network and volumes. */
export const composeProject = ({ stateDir }: Pick<StackPaths, 'stateDir'>): string =>
  readFolder(stateDir)?.composeProject ?? firstProject(stateDir);

/** Derived from the path, so that the containers are found even if `.enterwait` was deleted by hand. */
function firstId(stateDir: string): string {
  const path = existsSync(stateDir) ? realpathSync(stateDir) : stateDir;
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

const firstProject = (stateDir: string): string =>
  kindOfRecord(stateDir) === 'docker' ? SHARED_PROJECT : `${SHARED_PROJECT}-${firstId(stateDir)}`;

/** If this folder is a copy, the folder to which the recorded stack belongs. Undefined: the stack is this folder's own. */
export function originalOf(stateDir: string): string | undefined {
  if (!existsSync(stateDir)) return undefined;
  const path = realpathSync(stateDir);
  const folder = readFolder(stateDir);
  const from = folder?.path ?? pathBeforeFolderFile(stateDir);
  if (from === undefined || from === path) return undefined;
  // A moved folder keeps its inode number within a disk. After a move across disks, nothing is left of the checkout at the old place.
  if (folder && isSame(folder, placeOf(path))) return undefined;
  // The same folder under another name: through a mount, or with letters in another case.
  if (existsSync(from) && isSame(placeOf(from), placeOf(path))) return undefined;
  return existsSync(dirname(from)) ? from : undefined;
}

/**
 * Makes a state folder this machine's own before a command works on it. In a copy, it removes the files that name the original's processes
 * (never the processes themselves) and what only the original's emulator knew. The copied data stay.
 * @returns the folder it is a copy of, if it is one
 */
export function takeOver(stateDir: string): string | undefined {
  const original = originalOf(stateDir);
  if (original !== undefined) {
    const { pids, emulator, terraform, record } = pathsOf(stateDir);
    const copied = [pids, emulator, terraform, record, join(stateDir, 'locks'), join(stateDir, 'stacks')];
    for (const path of copied) rmSync(path, { recursive: true, force: true });
  }
  mkdirSync(stateDir, { recursive: true });
  const known = original === undefined ? readFolder(stateDir) : undefined;
  const place = placeOf(realpathSync(stateDir));
  if (known && isSame(known, place) && known.path === place.path) return original;
  const folder: Folder = {
    ...place,
    id: known?.id ?? firstId(stateDir),
    composeProject: known?.composeProject ?? firstProject(stateDir),
  };
  writeWhole(folderFile(stateDir), folder);
  return original;
}

/** The same before stopping a stack. Even if the disk is full or read-only, what is ours is stopped. */
export function takeOverToStop(stateDir: string): string | undefined {
  try {
    return takeOver(stateDir);
  } catch (error) {
    if (originalOf(stateDir) !== undefined) throw error;
    return undefined;
  }
}

/** @throws UserError (`BELONGS_ELSEWHERE`) in a copy: its pid files, ports and addresses are another stack's */
export function requireOwn(stateDir: string): void {
  const original = originalOf(stateDir);
  if (original === undefined) return;
  throw new UserError(
    'BELONGS_ELSEWHERE',
    belongsTo(original),
    '이 폴더의 스택을 시작하려면 (to start one here): make up',
  );
}

export const belongsTo = (original: string): string =>
  `이 폴더는 복사본입니다. 스택은 ${dirname(original)} 의 것입니다 (this folder is a copy, the stack belongs to that one)`;

const folderFile = (stateDir: string): string => join(stateDir, 'folder.json');

function readFolder(stateDir: string): Folder | undefined {
  try {
    return folderSchema.parse(JSON.parse(readFileSync(folderFile(stateDir), 'utf8')));
  } catch {
    return undefined;
  }
}

function placeOf(path: string): Pick<Folder, 'path' | 'device' | 'inode'> {
  // Read as big integers, because some file systems use numbers larger than a double can hold.
  const { dev, ino } = statSync(path, { bigint: true });
  return { path, device: String(dev), inode: String(ino) };
}

const isSame = (one: Pick<Folder, 'device' | 'inode'>, other: Pick<Folder, 'device' | 'inode'>): boolean =>
  one.device === other.device && one.inode === other.inode;

function kindOfRecord(stateDir: string): unknown {
  try {
    return (JSON.parse(readFileSync(pathsOf(stateDir).record, 'utf8')) as { kind?: unknown }).kind;
  } catch {
    return undefined;
  }
}

/** Where an earlier release, which wrote no `folder.json`, built its bundles: its stamp lists the sources by their full paths. */
function pathBeforeFolderFile(stateDir: string): string | undefined {
  try {
    const stamp = readFileSync(join(pathsOf(stateDir).bundles, '.sources'), 'utf8');
    const root = /^(.*?)\/(?:packages|services|lambdas)\//.exec(stamp)?.[1];
    // Only for a checkout's own stack. The sources of a test suite's stack are elsewhere.
    return root === undefined || !stateDir.endsWith('.enterwait') ? undefined : join(root, '.enterwait');
  } catch {
    return undefined;
  }
}
