import { UserError } from '@enterwait/command-line/errors';

/** The last release that starts without an account. A test compares it with docker-compose.yml. */
const DEFAULT_IMAGE = 'localstack/localstack:4.14.0';

export const localStackImage = (env: NodeJS.ProcessEnv): string => env.LOCALSTACK_IMAGE || DEFAULT_IMAGE;

/**
 * Whether LocalStack would refuse to start. Since 2026-03-23 its images (2026.03 and later, `latest`, `stable`) require an account token,
 * which they check over the network, and exit with code 55 without one. An image given only by its digest is assumed to start.
 */
export function lacksToken(env: NodeJS.ProcessEnv): boolean {
  if (env.LOCALSTACK_AUTH_TOKEN) return false;
  const [name = '', digest] = localStackImage(env).split('@');
  const last = name.slice(name.lastIndexOf('/') + 1);
  const [repository = '', tag] = last.split(':');
  if (repository.startsWith('localstack-pro')) return true;
  if (!repository.startsWith('localstack')) return false;
  if (tag === undefined) return digest === undefined;
  const year = /^(?:s3-)?(\d+)(?:\.|$)/.exec(tag)?.[1];
  // A tag that is not a number names whatever is newest.
  return year === undefined || Number(year) >= 2026;
}

export const TOKEN_WANTED = {
  message:
    '2026년 3월부터의 이미지는 계정의 토큰 없이 시작하지 않습니다 (images since March 2026 do not start without the token of an account)',
  advice: `LOCALSTACK_AUTH_TOKEN=… 을 주거나 LOCALSTACK_IMAGE 를 빼세요 (give one, or leave LOCALSTACK_IMAGE out: ${DEFAULT_IMAGE} needs none)`,
} as const;

/** Fails early instead of pulling and starting an image that exits at once. @throws UserError (`TOKEN_MISSING`) */
export function requireToken(env: NodeJS.ProcessEnv): void {
  if (lacksToken(env))
    throw new UserError('TOKEN_MISSING', `${localStackImage(env)}: ${TOKEN_WANTED.message}`, TOKEN_WANTED.advice);
}
