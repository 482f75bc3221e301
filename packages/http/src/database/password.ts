import { type ConnectionOptions, createConnection, type Pool } from 'mysql2/promise';
import { readSecretFiles } from '../config/secret-files.ts';

/** How long a password that the server refused is skipped while another one works. */
const TRY_AGAIN_MS = 15_000;
/** Number of remembered passwords: two changes may follow each other before the server knows the first. */
const REMEMBERED = 3;

export interface FollowedPassword {
  /** The password for a new connection. */
  current(): string;
  /** Finds which of the known passwords the server accepts, newest first; if none works, the newest is used. */
  settle(): Promise<void>;
}

/**
 * A password that changes in two places, one after the other: in the file and at the server. Whichever changes first, new connections
 * succeed: they use the newest password the file ever contained, or the previous one until the server accepts the new one.
 * @param read returns the password in the file
 * @param signsIn whether the server accepts a password; throws if the server cannot be reached
 */
export function followedPassword(
  first: string,
  read: () => string | undefined,
  signsIn: (password: string) => Promise<boolean>,
  now: () => number = () => performance.now(),
): FollowedPassword {
  let seen = [first];
  let older: { readonly password: string; readonly insteadOf: string; readonly until: number } | undefined;
  let settling: Promise<void> | undefined;

  const newest = (): string => {
    const password = read();
    if (password !== undefined && password !== seen[0])
      seen = [password, ...seen.filter((one) => one !== password)].slice(0, REMEMBERED);
    return seen[0] ?? first;
  };

  const look = async (): Promise<void> => {
    const insteadOf = newest();
    for (const password of seen) {
      if (!(await signsIn(password))) continue;
      older = password === insteadOf ? undefined : { password, insteadOf, until: now() + TRY_AGAIN_MS };
      return;
    }
    // The change may have happened between two of these attempts.
    older = undefined;
  };

  return {
    current: () => {
      const password = newest();
      return older?.insteadOf === password && now() < older.until ? older.password : password;
    },
    settle: () => {
      settling ??= look().finally(() => {
        settling = undefined;
      });
      return settling;
    },
  };
}

/** The options of a pool's new connections, which mysql2's types do not declare. */
export const newConnectionsOf = (pool: Pool): ConnectionOptions =>
  (pool.pool.config as unknown as { connectionConfig: ConnectionOptions }).connectionConfig;

type OnConnection = (error: Error | null, connection?: unknown) => void;
interface CorePool {
  getConnection(callback: OnConnection): void;
}

/**
 * Lets a pool survive a change of its password if that is kept in a file (docs/adr/0020-passwords-that-change.md):
 * after a refusal it finds out which password is valid, and retries.
 * @param folder of the secrets; undefined, or the password is not from a file: nothing is followed
 * @param options of a connection like the pool's
 */
export function followPassword(pool: Pool, folder: string | undefined, options: ConnectionOptions): void {
  const { password: first = '' } = options;
  if (passwordIn(folder) !== first) return;
  const followed = followedPassword(
    first,
    () => passwordIn(folder),
    (password) => takes({ ...options, password }),
  );
  Object.defineProperty(newConnectionsOf(pool), 'password', {
    enumerable: true,
    configurable: true,
    get: followed.current,
  });
  const core = pool.pool as unknown as CorePool;
  const acquire = core.getConnection.bind(core);
  const ask = (callback: OnConnection, again: number): void =>
    acquire((error, connection) => {
      if (again === 0 || !isRefused(error)) return callback(error, connection);
      followed.settle().then(
        () => ask(callback, again - 1),
        () => callback(error),
      );
    });
  core.getConnection = (callback) => ask(callback, MORE_TRIES);
}

/** The server may change once more between the answer and the next try. */
const MORE_TRIES = 2;

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ER_ACCESS_DENIED_ERROR';

/** Whether the server accepts a connection with these options. @throws if the server cannot be reached */
export async function takes(options: ConnectionOptions): Promise<boolean> {
  try {
    const connection = await createConnection(options);
    connection.destroy();
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

/** Undefined while the files are being replaced: the previous value then stays in use. */
function passwordIn(folder: string | undefined): string | undefined {
  try {
    return readSecretFiles(folder).PASSWORD;
  } catch {
    return undefined;
  }
}
