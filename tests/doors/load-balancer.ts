import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';

const patterns = z.array(z.string().startsWith('/'));
const pathsSchema = z.strictObject({
  synchronising: z.record(z.string(), patterns),
  administration: patterns,
});

/** The same patterns that Terraform gives the load balancers (terraform/modules/edge). */
const paths = pathsSchema.parse(
  JSON.parse(readFileSync(join(repositoryRoot, 'terraform', 'modules', 'edge', 'paths.json'), 'utf8')),
);

/** What the public load balancer answers itself. It forwards everything else for the service's host. */
export const withheldFrom = (service: string): readonly string[] => [
  ...(paths.synchronising[service] ?? []),
  ...paths.administration,
];

/** What the internal load balancer forwards: only POST, and nothing else. */
export const letInside = (service: string): readonly string[] => paths.synchronising[service] ?? [];

/**
 * A path pattern as an Application Load Balancer reads it: it applies to the path as sent, with nothing decoded or folded; upper and lower
 * case differ; `*` is any number of characters, slashes too, `?` exactly one.
 */
export function matchesPattern(pattern: string, target: string): boolean {
  const [path = ''] = target.split('?', 1);
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(path);
}

export const matchesAny = (all: readonly string[], target: string): boolean =>
  all.some((pattern) => matchesPattern(pattern, target));
