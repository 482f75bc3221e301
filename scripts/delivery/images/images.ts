import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { repositoryRoot } from '@enterwait/command-line/files';
import { personEnvironment } from '@enterwait/command-line/processes';
import { SERVICE_NAMES, type ServiceName } from '../../../localstack/stack/stack.ts';
import { chartArchitecture } from '../chart/values.ts';
import { readDeployment } from '../deploy/deployment.ts';
import type { Runner } from '../deploy/runner.ts';

const PORTS: Record<ServiceName, number> = { enterwait: 3000, nursery: 4000, management: 9000 };

/** The Node image that is delivered, by digest: from `services/base-image`, or `NODE_IMAGE` for another registry. */
export const baseImage = (env: NodeJS.ProcessEnv): string =>
  env.NODE_IMAGE || deliveredImage(readFileSync(join(repositoryRoot, 'services', 'base-image', 'Dockerfile'), 'utf8'));

/** @param dockerfile with a single stage @returns the image that it builds on */
export const deliveredImage = (dockerfile: string): string => /^FROM (\S+)$/m.exec(dockerfile)?.[1] ?? '';

/** The platform the images are built for: that of the nodes which the chart asks for, or `PLATFORM`. */
export const platformOf = (env: NodeJS.ProcessEnv): string => env.PLATFORM || `linux/${chartArchitecture()}`;

export const localImage = (name: ServiceName, tag: string): string => `enterwait/${name}:${tag}`;

/** More than twice the size of a service: beyond it, something that does not belong there got into the bundle. */
const LARGEST_MB = 25;

/**
 * How much of dist/ goes into an image, in MB by service.
 * @throws UserError (`TOO_LARGE`)
 */
export function bundleSizes(folder: string): Record<ServiceName, number> {
  const sizes = { enterwait: 0, nursery: 0, management: 0 };
  for (const name of SERVICE_NAMES) {
    const files = readdirSync(join(folder, name), { recursive: true, withFileTypes: true });
    // The source maps stay out of the image (.dockerignore).
    const kept = files.filter((file) => file.isFile() && !file.name.endsWith('.map'));
    sizes[name] = kept.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0) / 1e6;
    if (sizes[name] > LARGEST_MB)
      throw new UserError('TOO_LARGE', `${name}: ${sizes[name].toFixed(1)} MB, ${LARGEST_MB} MB 를 넘습니다 (over)`);
  }
  return sizes;
}

/** Builds the three images from the bundles in dist/, with the local stack's Dockerfile. */
export async function buildImages(
  runner: Runner,
  { tag, base, platform }: { tag: string; base: string; platform: string },
) {
  for (const name of SERVICE_NAMES) {
    await runner.run(
      'docker',
      [
        ...['build', '--file', join('services', 'Dockerfile'), '--platform', platform],
        ...['--build-arg', `NODE_IMAGE=${base}`],
        ...['--build-arg', `SERVICE=${name}`, '--build-arg', `PORT=${PORTS[name]}`],
        // The image records nothing of the build but the commit, so the same commit gives the same layers.
        ...['--label', `org.opencontainers.image.revision=${tag}`, '--provenance=false'],
        ...['--tag', localImage(name, tag), '.'],
      ],
      { env: personEnvironment({ DOCKER_BUILDKIT: '1' }) },
    );
  }
}

/** Pushes the images; skips a tag that the registry already has, because tags there never change. */
export async function pushImages(
  runner: Runner,
  { tag, region, repositories }: { tag: string; region: string; repositories: Record<ServiceName, string> },
): Promise<void> {
  for (const registry of new Set(Object.values(repositories).map(registryOf))) {
    const password = await runner.run('aws', ['ecr', 'get-login-password', '--region', region], { quiet: true });
    await runner.run('docker', ['login', '--username', 'AWS', '--password-stdin', registry], { input: password });
  }
  for (const name of SERVICE_NAMES) {
    const repository = repositories[name];
    if (await isThere(runner, repository, tag, region)) continue;
    await runner.run('docker', ['tag', localImage(name, tag), `${repository}:${tag}`]);
    await runner.run('docker', ['push', `${repository}:${tag}`]);
  }
}

/**
 * Where the images go: `REGISTRY=…/enterwait` (the role that builds may not read Terraform's state), otherwise Terraform's output.
 * @throws UserError (`BAD_SETTING`, `NOT_APPLIED`)
 */
export async function repositoriesOf(
  env: NodeJS.ProcessEnv,
): Promise<{ region: string; repositories: Record<ServiceName, string> }> {
  if (!env.REGISTRY) {
    const { region, image_repositories } = await readDeployment(env);
    return { region, repositories: image_repositories };
  }
  const region = /^\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/[a-z0-9/_-]+$/.exec(env.REGISTRY)?.[1];
  if (region === undefined) {
    throw new UserError(
      'BAD_SETTING',
      `REGISTRY=${env.REGISTRY}: 111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/enterwait 같은 모양이어야 합니다 (must look like that)`,
    );
  }
  const repositories = { enterwait: '', nursery: '', management: '' };
  for (const name of SERVICE_NAMES) repositories[name] = `${env.REGISTRY}/${name}`;
  return { region, repositories };
}

const registryOf = (repository: string): string => repository.split('/', 1)[0] ?? repository;

async function isThere(runner: Runner, repository: string, tag: string, region: string): Promise<boolean> {
  const found = await runner.run(
    'aws',
    [
      ...['ecr', 'batch-get-image', '--region', region, '--output', 'text', '--query', 'images[0].imageId.imageDigest'],
      ...['--repository-name', repository.slice(registryOf(repository).length + 1), '--image-ids', `imageTag=${tag}`],
    ],
    { quiet: true },
  );
  return found.trim().startsWith('sha256:');
}
