import type { Call } from '../../policies/evaluation/evaluate.ts';
import type { Run } from './runs.ts';

export const GITHUB = 'token.actions.githubusercontent.com';
const ACCOUNT = '111122223333';

/**
 * GitHub's claims about a run (its "OpenID Connect reference"): an environment takes precedence over a pull request, and that over a
 * branch. The claims contain numbers if the subject is immutable.
 */
export function claimsOf(run: Run): Record<string, string> {
  const { owner, ownerId, repository, repositoryId, immutable, event, ref, environment } = run;
  const name = immutable ? `${owner}@${ownerId}/${repository}@${repositoryId}` : `${owner}/${repository}`;
  const place =
    environment !== undefined
      ? `environment:${environment.replaceAll(':', '%3A')}`
      : event === 'pull_request'
        ? 'pull_request'
        : `ref:${ref}`;
  return {
    aud: run.audience ?? 'sts.amazonaws.com',
    sub: `repo:${name}:${place}`,
    repository: `${owner}/${repository}`,
    repository_id: repositoryId,
    repository_owner: owner,
    repository_owner_id: ownerId,
    ref,
    event_name: event,
    ...(environment === undefined ? {} : { environment }),
  };
}

/**
 * The claims that AWS turns into condition keys. A condition on any other claim is never met, so nobody would get in.
 * From the IAM reference of January 2026; repository_owner_id only appears in later copies of that list, so nothing may rely on it.
 */
const READ_BY_AWS = new Set([
  ...['aud', 'sub', 'actor', 'actor_id', 'enterprise_id', 'environment', 'job_workflow_ref'],
  ...['ref', 'repository', 'repository_id', 'workflow'],
]);

/** The call with which a run requests a role. */
export function callOf(run: Run): Call {
  const issuer = run.issuer ?? GITHUB;
  const claims = Object.entries(claimsOf(run)).filter(([name]) => READ_BY_AWS.has(name));
  return {
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer}` },
    context: Object.fromEntries(claims.map(([name, value]) => [`${issuer}:${name}`, value])),
  };
}
