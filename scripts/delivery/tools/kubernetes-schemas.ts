import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { cacheDir, withLock } from '@enterwait/command-line/files';
import { runCommand } from '@enterwait/command-line/processes';
import { unzipSync } from 'fflate';
import { findPython } from '../../../localstack/python/python.ts';

/**
 * The Kubernetes versions that the chart must work with: the cluster's, and the next one, to which EKS upgrades it at the end of standard
 * support.
 */
export const KUBERNETES_VERSIONS = ['1.36', '1.37'] as const;

/** Contains the API's JSON schemas of every version, generated from Kubernetes' own OpenAPI documents; the checksum is the wheel's. */
const PACKAGE = 'kubernetes-validate==1.37.0';
const SHA256 = '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9';

const LONGEST_MS = 5 * 60_000;

const ROOT = join(cacheDir, 'kubernetes-schemas', PACKAGE.replace('==', '-'));

/**
 * The schemas in kubeconform's layout, `<root>/<version>/deployment-apps-v1.json`; strict: an unknown field is an error.
 * Downloaded once.
 * @returns the root
 * @throws UserError (`TOOL_MISSING`) if PyPI or a Python is not available
 */
export async function ensureKubernetesSchemas(
  tell: (text: string) => void = () => {},
  signal?: AbortSignal,
): Promise<string> {
  return withLock(
    cacheDir,
    'kubernetes-schemas',
    async () => {
      if (KUBERNETES_VERSIONS.every((version) => existsSync(join(ROOT, version)))) return ROOT;
      tell(`… pip download ${PACKAGE}`);
      const scratch = mkdtempSync(join(mkdirs(cacheDir), '.schemas-'));
      try {
        unpack(await download(scratch, signal), scratch);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      return ROOT;
    },
    signal,
  );
}

async function download(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const python = await findPython();
  if (python === undefined) throw new UserError('TOOL_MISSING', 'Kubernetes schemas: Python 이 없습니다 (no Python)');
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${PACKAGE} --hash=sha256:${SHA256}\n`);
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check', '--quiet'];
  try {
    await runCommand(python, ['-m', 'pip', 'download', ...options, '-r', requirements, '-d', folder], {
      name: 'pip download',
      signal: AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal === undefined ? [] : [signal])]),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UserError('TOOL_MISSING', `Kubernetes schemas: PyPI 에서 받을 수 없습니다 (not to be had from PyPI)`);
  }
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new UserError('TOOL_MISSING', 'Kubernetes schemas: no wheel');
  return join(folder, wheel);
}

/** The schemas refer to each other by an address at kubernetes.io that does not exist; this points to the files beside them instead. */
const asFiles = (text: string): string =>
  text.replace(/"\/api\/_definitions\.json#/g, '"_definitions.json#').replace(/,?\s*"\$id": "[^"]*"/g, '');

function unpack(wheel: string, scratch: string): void {
  for (const version of KUBERNETES_VERSIONS) {
    const prefix = `kubernetes_validate/kubernetes-json-schema/v${version}.0-local-strict/`;
    const files = unzipSync(readFileSync(wheel), { filter: ({ name }) => name.startsWith(prefix) });
    const folder = mkdirs(join(scratch, version));
    for (const [name, contents] of Object.entries(files)) {
      writeFileSync(join(folder, basename(name)), asFiles(Buffer.from(contents).toString('utf8')));
    }
    mkdirSync(ROOT, { recursive: true });
    rmSync(join(ROOT, version), { recursive: true, force: true });
    renameSync(folder, join(ROOT, version));
  }
}

function mkdirs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}
