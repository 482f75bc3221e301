import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';

export interface InUse {
  readonly what: string;
  readonly version: string;
}

/** A place that names a version with an end of support, and how to read it. Every match counts. */
interface Place {
  readonly what: string;
  /** A file, or all files with one ending anywhere below a folder. */
  readonly in: string | { readonly folder: string; readonly ending: string };
  readonly pattern: RegExp;
}

const TERRAFORM = { folder: 'terraform', ending: '.tf' } as const;
/** The default of a root variable, by itself or as part of an object. */
const variable = (name: string, version: string): RegExp =>
  new RegExp(
    `variable "(?:[a-z]+_)?${name}" \\{[^}]*?default\\s*=\\s*"(${version})"|${name}\\s*=\\s*optional\\(string, "(${version})"\\)`,
    'gs',
  );

const PLACES: readonly Place[] = [
  { what: 'Kubernetes of EKS', in: TERRAFORM, pattern: variable('kubernetes_version', '\\d+\\.\\d+') },
  { what: 'runtime of Lambda', in: TERRAFORM, pattern: /^\s*runtime(?:_version)?\s*=\s*"([^"]+)"/gm },
  { what: 'Node of the images', in: 'services/base-image/Dockerfile', pattern: /^FROM node:(\d+)\./gm },
  { what: 'Debian of the images', in: 'services/base-image/Dockerfile', pattern: /^FROM node:[\d.]+-([a-z]+)/gm },
  { what: 'MySQL of RDS', in: TERRAFORM, pattern: variable('engine_version', '\\d+\\.\\d+') },
  { what: 'MySQL of the local stack', in: 'docker-compose.yml', pattern: /mysql:([\d.]+)\}/g },
  { what: 'certificates of RDS', in: TERRAFORM, pattern: /ca_cert_identifier\s*=\s*"([^"]+)"/g },
  {
    what: 'Performance Insights of RDS',
    in: TERRAFORM,
    pattern: /performance_insights_retention_period\s*=.*\? (\d+) :/g,
  },
  { what: 'TLS policy of the load balancers', in: TERRAFORM, pattern: /"(ELBSecurityPolicy-[^"]+)"/g },
  { what: 'Terraform, at least', in: TERRAFORM, pattern: /required_version\s*=\s*"~> (\d+\.\d+)"/g },
  {
    what: 'provider hashicorp/aws',
    in: 'terraform/.terraform.lock.hcl',
    pattern: /hashicorp\/aws" \{\s*version\s*=\s*"(\d+)\./g,
  },
  { what: 'LocalStack of the local stack', in: 'docker-compose.yml', pattern: /localstack\/localstack:([\d.]+)\}/g },
  {
    what: 'runner of the workflows',
    in: { folder: '.github/workflows', ending: '.yml' },
    pattern: /(ubuntu-[\d.]+)/g,
  },
];

/**
 * The versions in use of everything that has an end of support, each version once.
 * @throws Error if a place has none: it must have moved, and nothing would watch it any longer
 */
export function inUse(root: string = repositoryRoot): InUse[] {
  return PLACES.flatMap(({ what, in: place, pattern }) => {
    const texts = typeof place === 'string' ? [readFileSync(join(root, place), 'utf8')] : textsOf(root, place);
    const versions = texts.flatMap((text) =>
      [...text.matchAll(pattern)].map((found) => found.slice(1).find((group) => group !== undefined) ?? ''),
    );
    if (versions.length === 0)
      throw new Error(`${what}: no version found any more: look at scripts/delivery/calendar/in-use.ts`);
    return [...new Set(versions)].map((version) => ({
      what,
      version: what.startsWith('Performance') ? `${version} days` : version,
    }));
  });
}

const textsOf = (root: string, { folder, ending }: { folder: string; ending: string }): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(ending) && !file.parentPath.includes('.terraform'))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
