import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { parse } from 'yaml';
import { SERVICE_NAMES } from '../../../localstack/stack/stack.ts';
import { baseImage, buildImages, bundleSizes, pushImages, repositoriesOf } from '../images/images.ts';
import { chartValues } from './chart-values.ts';
import { type Deployment, deploymentSchema, readDeployment } from './deployment.ts';
import { sizeOf, tagOf } from './options.ts';
import { deploy, prepareCluster, rollback } from './release.ts';
import { createRunner, quoted, type Runner } from './runner.ts';

const TAG = '0123456789abcdef0123456789abcdef01234567';
const examples = join(repositoryRoot, 'charts', 'enterwait', 'examples');
const output = join(examples, 'terraform-output.json');
const deployment: Deployment = deploymentSchema.parse(JSON.parse(readFileSync(output, 'utf8')));

/** Records the commands instead of running them, and returns the given answers. */
function recorder(answers: Record<string, string> = {}): Runner & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    dryRun: false,
    async run(command, args) {
      const line = [command, ...args].join(' ');
      lines.push(line);
      return Object.entries(answers).find(([part]) => line.includes(part))?.[1] ?? '';
    },
  };
}

describe("Terraform's output", () => {
  test('becomes the values that the chart is checked with', () => {
    expect(parse(readFileSync(join(examples, 'deployment.yaml'), 'utf8'))).toEqual(chartValues(deployment, TAG));
  });

  test('without operators from outside binds management to nothing, and it takes forms from the cluster alone', () => {
    const { management: _, ...public_urls } = deployment.public_urls;
    const { management: __, ...target_group_arns } = deployment.target_group_arns;
    const parsed = deploymentSchema.parse({ ...deployment, public_urls, target_group_arns });
    const { services } = chartValues(parsed, TAG);
    expect(services.management).toMatchObject({ publicUrl: 'http://localhost:9000', targetGroups: {} });
    expect(services.nursery).toMatchObject({ publicUrl: 'https://nursery.example.go.kr' });
    expect(Object.keys(services.nursery?.targetGroups ?? {})).toEqual(['public', 'internal']);
    // Parents and daycares always come from outside.
    const { nursery: ___, ...less } = public_urls;
    expect(deploymentSchema.safeParse({ ...deployment, public_urls: less }).success).toBe(false);
  });

  test('is made by Terraform with every name that is read', () => {
    const terraform = readFileSync(join(repositoryRoot, 'terraform', 'outputs_cloud.tf'), 'utf8');
    for (const name of [...Object.keys(deployment), ...Object.keys(deployment.network)])
      expect(terraform).toMatch(new RegExp(`^ +${name} += `, 'm'));
  });

  test('is read from a file, and says what it lacks', async () => {
    await expect(readDeployment({ DEPLOYMENT: output })).resolves.toEqual(deployment);
    const folder = mkdtempSync(join(tmpdir(), 'enterwait-outputs-'));
    const all = join(folder, 'outputs.json');
    writeFileSync(all, JSON.stringify({ region: { value: 'x' }, deployment: { value: deployment } }));
    await expect(readDeployment({ DEPLOYMENT: all })).resolves.toEqual(deployment);
    rmSync(folder, { recursive: true });
    await expect(readDeployment({ DEPLOYMENT: join(repositoryRoot, 'package.json') })).rejects.toThrow(/cluster_name/);
  });
});

describe('who is believed about where a request came from', () => {
  const network = (load_balancer_cidrs: string[], pod_cidrs?: string[]) =>
    deploymentSchema.safeParse({
      ...deployment,
      network: { ...deployment.network, load_balancer_cidrs, pod_cidrs },
    });

  test('is never a pod: such an output is not deployed', () => {
    const { success, error } = network(['10.20.64.0/24', '10.20.16.0/20'], ['10.20.0.0/20', '10.20.16.0/20']);
    expect(success).toBe(false);
    expect(error?.message).toContain('pods have addresses of load balancers: 10.20.16.0/20 ∩ 10.20.16.0/20');
  });

  test('was not told apart by the release before: its output is read', () => {
    expect(network(['10.20.64.0/24', '10.20.0.0/20']).success).toBe(true);
  });
});

describe('images', () => {
  test('are built by the local Dockerfile on a Node that is pinned by digest', async () => {
    expect(baseImage({})).toMatch(/^node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/);
    const runner = recorder();
    await buildImages(runner, { tag: TAG, base: baseImage({}), platform: 'linux/amd64' });
    expect(runner.lines).toHaveLength(3);
    expect(runner.lines[1]).toContain('--file services/Dockerfile');
    expect(runner.lines[1]).toContain(`NODE_IMAGE=${baseImage({})}`);
    expect(runner.lines[1]).toContain(`SERVICE=nursery --build-arg PORT=4000`);
  });

  test('are pushed once: a tag that is there is left alone', async () => {
    const runner = recorder({
      'get-login-password': 'secret-of-the-registry',
      'batch-get-image --region ap-northeast-2 --output text --query images[0].imageId.imageDigest --repository-name enterwait/nursery':
        'sha256:1\n',
    });
    await pushImages(runner, { tag: TAG, region: 'ap-northeast-2', repositories: deployment.image_repositories });
    expect(runner.lines.filter((line) => line.startsWith('docker push'))).toEqual([
      `docker push ${deployment.image_repositories.enterwait}:${TAG}`,
      `docker push ${deployment.image_repositories.management}:${TAG}`,
    ]);
    expect(runner.lines.filter((line) => line.startsWith('docker login'))).toHaveLength(1);
    expect(runner.lines.join('\n')).not.toContain('secret-of-the-registry');
  });

  test('that have grown beyond measure are not built; maps do not count, for they stay outside', () => {
    const folder = mkdtempSync(join(tmpdir(), 'enterwait-bundles-'));
    try {
      for (const name of SERVICE_NAMES) {
        mkdirSync(join(folder, name, 'sql'), { recursive: true });
        writeFileSync(join(folder, name, 'sql', '001.sql'), 'x'.repeat(500_000));
        writeFileSync(join(folder, name, 'main.mjs'), 'x'.repeat(1_000_000));
        writeFileSync(join(folder, name, 'main.mjs.map'), 'x'.repeat(30_000_000));
      }
      expect(bundleSizes(folder)).toEqual({ enterwait: 1.5, nursery: 1.5, management: 1.5 });
      expect(readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8')).toContain('**/*.map');
      writeFileSync(join(folder, 'nursery', 'main.mjs'), Buffer.alloc(26_000_000));
      expect(() => bundleSizes(folder)).toThrow(/nursery: 26\.5 MB/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('go where REGISTRY says, without a look at Terraform', async () => {
    const REGISTRY = '111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/enterwait';
    await expect(repositoriesOf({ REGISTRY })).resolves.toEqual({
      region: 'ap-northeast-2',
      repositories: deployment.image_repositories,
    });
    await expect(repositoriesOf({ REGISTRY: 'docker.io/enterwait' })).rejects.toThrow(/REGISTRY/);
  });
});

describe('a release', () => {
  // A fake helm that accepts any values.
  const cluster = (runner: Runner) => ({ runner, helm: 'true', deployment });

  test('is waited for, and rolled back when it does not become ready', async () => {
    const runner = recorder();
    await deploy(cluster(runner), { size: 'production', tag: TAG });
    const [kubeconfig, upgrade] = runner.lines;
    expect(kubeconfig).toMatch(/^aws eks update-kubeconfig --region ap-northeast-2 --name enterwait --kubeconfig \//);
    expect(upgrade).toContain('true upgrade enterwait');
    expect(upgrade).toContain('values-production.yaml');
    expect(upgrade).toContain(`--wait --rollback-on-failure --timeout 20m --history-max 10 --description ${TAG}`);
    // None of it stays on this machine.
    const values = /--values (\S+deployment\.json)/.exec(upgrade ?? '')?.[1];
    expect(values).toBeDefined();
    expect(existsSync(values ?? '')).toBe(false);
  });

  test('goes back to the one before, or to the one that is named', async () => {
    const runner = recorder();
    await rollback(cluster(runner), undefined);
    await rollback(cluster(runner), '7');
    expect(runner.lines[1]).toContain('true rollback enterwait --namespace enterwait --wait');
    expect(runner.lines[3]).toContain('true rollback enterwait 7 --namespace enterwait');
  });

  test('stands on a cluster that was prepared', async () => {
    const runner = recorder();
    await prepareCluster(cluster(runner));
    expect(runner.lines[1]).toMatch(/^kubectl apply --server-side --filename .*charts\/cluster\.yaml$/);
  });
});

describe('wishes', () => {
  test('a size is one of two, a tag is what was asked for', async () => {
    expect(sizeOf({ ENV: 'small' })).toBe('small');
    expect(() => sizeOf({ ENV: 'huge' })).toThrow(/ENV=huge/);
    await expect(tagOf({ TAG: 'v1' })).resolves.toBe('v1');
  });

  test('a dry run tells the commands, and neither runs them nor shows what they read', async () => {
    const told: string[] = [];
    const runner = createRunner(true, (line) => told.push(line));
    expect(await runner.run('false', ['a b'], { input: 'a secret' })).toBe('');
    expect(told.join('\n')).toContain("$ false 'a b' < …");
    expect(told.join('\n')).not.toContain('a secret');
  });

  test('a word is quoted where a shell would split it', () => {
    expect(['a', 'a b', "it's", '{x}'].map(quoted)).toEqual(['a', "'a b'", "'it'\\''s'", "'{x}'"]);
  });
});
