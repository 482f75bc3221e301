import { UserError } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { runCommand } from '@enterwait/command-line/processes';
import { SIZES, type Size } from '../chart/check.ts';

/** `ENV=small|production`. @throws UserError (`BAD_SETTING`) */
export function sizeOf(env: NodeJS.ProcessEnv): Size {
  const size = SIZES.find((one) => one === env.ENV);
  if (size !== undefined) return size;
  throw new UserError('BAD_SETTING', `ENV=${env.ENV ?? ''}: ${SIZES.join(' · ')}`);
}

/** `TAG=…`, otherwise the checked-out commit. @throws UserError (`BAD_SETTING`) if files differ from it */
export async function tagOf(env: NodeJS.ProcessEnv): Promise<string> {
  if (env.TAG) return env.TAG;
  const git = async (...args: string[]) => (await runCommand('git', args, { cwd: repositoryRoot })).stdout.trim();
  const changed = await git('status', '--porcelain', '--untracked-files=no');
  if (changed !== '' && !isDryRun(env)) {
    throw new UserError(
      'BAD_SETTING',
      '커밋하지 않은 변경이 있습니다: 태그는 커밋입니다 (uncommitted changes: a tag is a commit)',
      'git commit, 또는 (or) TAG=이름',
    );
  }
  return git('rev-parse', 'HEAD');
}

/** `DRY_RUN=1`: only shows what would be run. */
export const isDryRun = (env: NodeJS.ProcessEnv): boolean => Boolean(env.DRY_RUN) && env.DRY_RUN !== '0';
