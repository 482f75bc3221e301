import { UserError } from '@enterwait/command-line/errors';
import type { Deployment } from './deployment.ts';

/** The options of `make logs TARGET=aws`. */
export interface LogOptions {
  /** A service, a nightly job or a function; all pods if left out. */
  readonly part?: string | undefined;
  /** A trace id, which searches all groups. */
  readonly trace?: string | undefined;
  /** How far back, in the AWS CLI's form: 10m, 1h, 2d. */
  readonly since: string;
  readonly follow: boolean;
}

type Place = Pick<Deployment, 'cluster_name' | 'region'> & { readonly functions: readonly string[] };

const SINCE = /^[1-9]\d*[smhdw]$/;
const PART = /^[A-Za-z][A-Za-z0-9-]*$/;

/**
 * The AWS CLI calls that show the logs, one per log group. The pods' group is the add-on's (terraform/modules/cluster/addons.tf), whose
 * Fluent Bit adds the container's name to every line.
 * @throws UserError (`BAD_SETTING`)
 */
export function awsLogCalls(
  { part, trace, since, follow }: LogOptions,
  { cluster_name, region, functions }: Place,
): string[][] {
  if (!SINCE.test(since)) throw new UserError('BAD_SETTING', `SINCE=${since}: 10m, 1h, 2d …`);
  if (part !== undefined && !PART.test(part))
    throw new UserError('BAD_SETTING', `PART=${part}: 이름이 아닙니다 (no name)`);
  const pods = `/aws/containerinsights/${cluster_name}/application`;
  const ofFunction = (name: string) => `/aws/lambda/${name}`;
  const tail = (group: string, pattern?: string): string[] => [
    ...['logs', 'tail', group, '--region', region, '--since', since, '--format', 'short'],
    ...(pattern === undefined ? [] : ['--filter-pattern', pattern]),
    ...(follow ? ['--follow'] : []),
  ];
  if (trace !== undefined) return [pods, ...functions.map(ofFunction)].map((group) => tail(group, `"${trace}"`));
  const named = functions.find((name) => name.toLowerCase() === part?.toLowerCase());
  if (named !== undefined) return [tail(ofFunction(named))];
  return [tail(pods, part === undefined ? undefined : `{ $.kubernetes.container_name = "${part}" }`)];
}
