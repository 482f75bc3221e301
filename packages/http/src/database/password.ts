import { type ConnectionOptions, createConnection, type Pool } from 'mysql2/promise';
import { readSecretFiles } from '../config/secret-files.ts';

/** How long a password that the server did not take is left alone while another one works. */
const TRY_AGAIN_MS = 15_000;
/** Passwords that are remembered: two changes may follow each other before the server knows the first. */
const REMEMBERED = 3;

export interface FollowedPassword {
  /** What a new connection signs in with. */
  current(): string;
  /** Looks which of the passwords that were seen the server takes, the newest first; where it takes none, the newest is used. */
  settle(): Promise<void>;
}

/**
 * A password that is changed in two places, one after the other: in the file and at the server. Whichever comes first, new connections
 * sign in: with the newest password that the file ever held, or with the one before while the server does not take that.
 * @param read the password in the file, now
 * @param signsIn whether the server takes a password; throws where it cannot be asked
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
    // The change may have come between two of these questions.
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

/** What every new connection of a pool is made of; mysql2's types do not tell of it. */
export const newConnectionsOf = (pool: Pool): ConnectionOptions =>
  (pool.pool.config as unknown as { connectionConfig: ConnectionOptions }).connectionConfig;

type OnConnection = (error: Error | null, connection?: unknown) => void;
interface CorePool {
  getConnection(callback: OnConnection): void;
}

/**
 * Lets a pool live through a change of its password, where that is kept in a file (docs/adr/0020-passwords-that-change.md): who is refused
 * finds out which one holds, and asks again.
 * @param folder of the secrets; without one, or where the password is not the file's, nothing is followed
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

/** The server may change its mind once more between the answer and the next try. */
const MORE_TRIES = 2;

const isRefused = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ER_ACCESS_DENIED_ERROR';

/** Whether the server lets somebody in with these options. @throws where it cannot be asked */
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

/** None while the files are just being put anew: then what was read before goes on. */
function passwordIn(folder: string | undefined): string | undefined {
  try {
    return readSecretFiles(folder).PASSWORD;
  } catch {
    return undefined;
  }
}
