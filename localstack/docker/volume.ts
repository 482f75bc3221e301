import { UserError } from '@enterwait/command-line/errors';
import type { StackContext } from '../stack/context.ts';
import type { StackPaths } from '../state/paths.ts';
import { compose, volumesOf } from './compose.ts';

/** True if there are databases, which may hold entered data. */
export const hasVolume = async (paths: Pick<StackPaths, 'stateDir'>): Promise<boolean> =>
  (await volumesOf(paths)).length > 0;

const SET_UP = 'bash /docker-entrypoint-initdb.d/enterwait.sh';

/**
 * Creates the databases and users that are missing from an existing volume. The image creates them only in a new one.
 * @returns false while MySQL does not answer yet
 * @throws UserError (`DATABASE_LOCKED`) when the volume's passwords are not ours
 */
export async function setUpAgain(context: StackContext): Promise<boolean> {
  const asRoot = await setUp(context, SET_UP);
  if (asRoot !== 'denied') return asRoot === 'done';
  // If the first start was killed half-way, the password was never set.
  const asNew = await setUp(context, `MYSQL_ROOT_PASSWORD= ${SET_UP}`);
  if (asNew !== 'denied') return asNew === 'done';
  throw new UserError(
    'DATABASE_LOCKED',
    '볼륨의 암호가 .enterwait/secrets.env 와 다릅니다 (the passwords of the volume are not those of .enterwait/secrets.env)',
    '그 파일을 되돌리거나, 자료를 지우고 새로 (put that file back, or remove the data and begin anew): make up RESET=1',
  );
}

async function setUp(context: StackContext, script: string): Promise<'done' | 'denied' | 'not yet'> {
  try {
    await compose(context, ['exec', '-T', 'mysql', 'bash', '-c', script]);
    return 'done';
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'COMPOSE_FAILED')) throw error;
    return /Access denied/.test(error.message) ? 'denied' : 'not yet';
  }
}
