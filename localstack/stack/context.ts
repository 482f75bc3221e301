import { join } from 'node:path';
import { venvDir } from '../python/python.ts';
import { lambdaDir } from '../services/bundles.ts';
import type { ServiceOptions } from '../services/services.ts';
import { httpUrl } from '../settings/settings.ts';
import { pathsOf, type StackPaths } from '../state/paths.ts';
import type { StackRecord } from '../state/record.ts';
import { loadSecrets, type Secrets } from '../state/secrets.ts';
import type { TerraformOptions } from '../terraform/environment.ts';

/** One stack, running or about to run: where its files are, the settings it was started with, and its secrets. */
export interface StackContext {
  paths: StackPaths;
  record: StackRecord;
  secrets: Secrets;
  signal?: AbortSignal | undefined;
}

export const contextOf = (stateDir: string, record: StackRecord): StackContext => {
  const paths = pathsOf(stateDir);
  return { paths, record, secrets: loadSecrets(paths.secrets) };
};

export const serviceOptions = ({ paths, record, secrets, signal }: StackContext): ServiceOptions => ({
  paths,
  host: record.host,
  ports: record.ports,
  region: record.region,
  secrets,
  serviceEnv: record.serviceEnv,
  signal,
});

/** The addresses at which the Lambdas reach the services and the emulator: names within the containers' network, otherwise this machine. */
const lambdaUrls = ({ record: { kind, host, ports } }: StackContext) =>
  kind === 'docker'
    ? {
        enterwait_url: 'http://enterwait:3000',
        nursery_url: 'http://nursery:4000',
        emulator_url: 'http://localstack:4566',
      }
    : {
        enterwait_url: httpUrl(host, ports.enterwait),
        nursery_url: httpUrl(host, ports.nursery),
        emulator_url: httpUrl(host, ports.aws),
      };

export const terraformOptions = (context: StackContext): TerraformOptions => ({
  paths: context.paths,
  tflocal: join(venvDir, 'bin', 'tflocal'),
  awsEndpointUrl: httpUrl(context.record.host, context.record.ports.aws),
  region: context.record.region,
  signal: context.signal,
  variables: {
    emulated: 'true',
    // Nothing is throttled here, so a crashed batch may come back sooner. Every additional worker takes memory and CPU from the others
    // (1000 at once: 7.9 s with 2, 9.6 s with 3).
    visibility_factor: '2',
    // SQS itself redelivers within seconds here, and nobody wants to wait minutes to see a lost answer sent again.
    retell_after_seconds: '30',
    delivery_concurrency: '2',
    region: context.record.region,
    lambda_dir: lambdaDir(context.paths),
    architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
    ...lambdaUrls(context),
    webhook_secret: context.secrets.WEBHOOK_SECRET,
    mail_sender: 'no-reply@enterwait.example.com',
    // The address for a browser on this machine, also when the stack runs in containers.
    site_url: httpUrl(context.record.host, context.record.ports.enterwait),
    ...context.record.terraformVars,
  },
});
