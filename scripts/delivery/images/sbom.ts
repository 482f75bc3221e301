import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { z } from 'zod';
import { GO_TOOLS } from '../tools/go-tools.ts';
import { deliveredImage } from './images.ts';

const hashSchema = z.object({ alg: z.string(), content: z.string() });
const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  type: z.enum(['application', 'library', 'container']),
  name: z.string(),
  version: z.string(),
  /** `required` is what runs in a delivery; what builds, tests or emulates is not. */
  scope: z.enum(['required', 'optional', 'excluded']).optional(),
  purl: z.string(),
  hashes: z.array(hashSchema).optional(),
});
type Component = z.infer<typeof componentSchema>;

/** CycloneDX 1.5, as far as this project reads it back. */
export const bomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  version: z.literal(1),
  metadata: z.looseObject({ timestamp: z.iso.datetime(), component: componentSchema }),
  components: z.array(componentSchema),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
export type Bom = z.infer<typeof bomSchema>;

const read = (...path: string[]): string => readFileSync(join(repositoryRoot, ...path), 'utf8');

/** The packages in the lock file: npm writes this bill itself. @throws CommandFailed, UserError (`COMMAND_MISSING`) */
async function bomOfNpm(signal?: AbortSignal): Promise<Bom> {
  const { stdout } = await runCommand(
    'npm',
    ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
    { cwd: repositoryRoot, env: toolEnvironment(), ...(signal ? { signal } : {}) },
  );
  return bomSchema.parse(JSON.parse(stdout));
}

const component = (
  purl: string,
  rest: Pick<Component, 'type' | 'name' | 'version' | 'scope' | 'hashes'>,
): Component => ({ 'bom-ref': purl, ...rest, purl });

const PYTHON = [
  'localstack/python/requirements.txt',
  'localstack/python/requirements-build.txt',
  'scripts/delivery/tools/checkov-requirements.txt',
];

/** The packages of the emulators and checks. A version has a file for each platform; the checksum decides which one a machine takes. */
function pythonComponents(): Component[] {
  const lines = PYTHON.flatMap((file) => [...read(file).matchAll(/^([\w.-]+)==([\w.]+)/gm)]);
  return lines.map(([, name = '', version = '']) => {
    // A PyPI package URL has neither underscores nor capitals.
    const purl = `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version}`;
    return component(purl, { type: 'library', name, version, scope: 'excluded' });
  });
}

function terraformComponents(): Component[] {
  const locked = read('terraform', '.terraform.lock.hcl').matchAll(
    /provider "registry\.terraform\.io\/([\w-]+)\/([\w-]+)" \{\n\s+version\s+= "([\d.]+)"/g,
  );
  return [...locked].map(([, owner = '', name = '', version = '']) =>
    component(`pkg:github/${owner}/terraform-provider-${name}@v${version}`, {
      type: 'library',
      name: `terraform-provider-${name}`,
      version,
      scope: 'excluded',
    }),
  );
}

const goComponents = (): Component[] =>
  Object.entries(GO_TOOLS).map(([name, { module, version }]) =>
    component(`pkg:golang/${module}@${version}`, { type: 'application', name, version, scope: 'excluded' }),
  );

/** The image under all three services, by digest; and the images of the local stack, by tag. */
function imageComponents(): Component[] {
  const [, name = '', version = '', digest = ''] =
    /^(\w+):(\S+)@sha256:(\w+)$/.exec(deliveredImage(read('services', 'base-image', 'Dockerfile'))) ?? [];
  const base = component(`pkg:oci/${name}@sha256%3A${digest}?tag=${version}`, {
    type: 'container',
    name,
    version,
    scope: 'required',
    hashes: [{ alg: 'SHA-256', content: digest }],
  });
  const local = read('docker-compose.yml').matchAll(/image: \$\{\w+:-([\w/]+):([\w.]+)\}/g);
  const emulated = [...local].map(([, image = '', tag = '']) =>
    component(`pkg:docker/${image}@${tag}`, { type: 'container', name: image, version: tag, scope: 'excluded' }),
  );
  return [base, ...emulated];
}

function actionComponents(): Component[] {
  const folder = join('.github', 'workflows');
  const used = readdirSync(join(repositoryRoot, folder)).flatMap((file) => [
    ...read(folder, file).matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@([0-9a-f]{40}) # (v\S+)/g),
  ]);
  return used.map(([, name = '', commit = '', version = '']) =>
    component(`pkg:github/${name}@${commit}`, { type: 'application', name, version, scope: 'excluded' }),
  );
}

const once = (components: readonly Component[]): Component[] => [
  ...new Map(components.map((one) => [one['bom-ref'], one])).values(),
];

/**
 * The bill of materials of this checkout: everything that is delivered, and everything that builds, checks and emulates it.
 * What npm does not know about counts as a direct dependency of the project.
 */
export async function billOfMaterials(signal?: AbortSignal): Promise<Bom> {
  const bom = await bomOfNpm(signal);
  const more = once([
    ...imageComponents(),
    ...pythonComponents(),
    ...terraformComponents(),
    ...goComponents(),
    ...actionComponents(),
  ]);
  const project = { ...bom.metadata.component, name: 'enterwait' };
  const refs = more.map((one) => one['bom-ref']);
  return {
    ...bom,
    serialNumber: `urn:uuid:${randomUUID()}`,
    metadata: { ...bom.metadata, component: project },
    components: [...bom.components, ...more],
    dependencies: [
      ...bom.dependencies.map((one) =>
        one.ref === project['bom-ref'] ? { ...one, dependsOn: [...one.dependsOn, ...refs] } : one,
      ),
      ...refs.map((ref) => ({ ref, dependsOn: [] })),
    ],
  };
}
