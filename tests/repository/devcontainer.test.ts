import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@enterwait/command-line/files';
import { z } from 'zod';
import { PORT_SETTINGS } from '../../localstack/settings/settings.ts';

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const text = read('.devcontainer/devcontainer.json');

/** A feature by its full version: a moving one would make different machines from the same commit. */
const feature = z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9._-]+)+:\d+\.\d+\.\d+$/);
const command = z.union([
  z.string(),
  z.array(z.string()),
  z.record(z.string(), z.union([z.string(), z.array(z.string())])),
]);
const attributes = z.strictObject({
  label: z.string().optional(),
  protocol: z.enum(['http', 'https']).optional(),
  onAutoForward: z.enum(['notify', 'openBrowser', 'openBrowserOnce', 'openPreview', 'silent', 'ignore']).optional(),
  requireLocalPort: z.boolean().optional(),
  elevateIfNeeded: z.boolean().optional(),
});

/** The main rules of the containers.dev schema, for a container from an image. Strict, because an editor ignores what it does not know. */
const schema = z.strictObject({
  name: z.string(),
  image: z.string().regex(/^[^\s:]+(\/[^\s:]+)*:[\w.-]+$/),
  features: z.record(feature, z.record(z.string(), z.union([z.string(), z.boolean()]))),
  hostRequirements: z.strictObject({
    cpus: z.number().int().positive(),
    memory: z.string().regex(/^\d+([tgmk]b)?$/),
    storage: z.string().regex(/^\d+([tgmk]b)?$/),
  }),
  onCreateCommand: command.optional(),
  updateContentCommand: command.optional(),
  postCreateCommand: command.optional(),
  postStartCommand: command.optional(),
  postAttachCommand: command.optional(),
  waitFor: z
    .enum(['initializeCommand', 'onCreateCommand', 'updateContentCommand', 'postCreateCommand', 'postStartCommand'])
    .optional(),
  forwardPorts: z.array(z.number().int().min(0).max(65_535)),
  portsAttributes: z.record(z.string().regex(/^\d+(-\d+)?$|^.+$/), attributes),
  otherPortsAttributes: attributes.optional(),
  customizations: z.record(z.string(), z.unknown()),
});
const container = schema.parse(JSON.parse(text));
const optionsOf = (name: string) => Object.entries(container.features).find(([id]) => id.includes(`/${name}:`))?.[1];

test('it starts the stack, by a target that is there', () => {
  expect(container.postStartCommand).toBe('make up');
  expect(read('Makefile')).toMatch(/^up:/m);
});

test('what the stack needs is in it, of the versions that it needs', () => {
  expect(optionsOf('docker-in-docker')).toBeDefined();
  expect(optionsOf('python')).toBeDefined();
  expect(optionsOf('node')?.version).toBe(read('.nvmrc').trim());
  const least = /required_version = "~> (\d+)\.(\d+)"/.exec(read('terraform/versions.tf'))?.slice(1).map(Number) ?? [];
  const [major, minor = 0] = String(optionsOf('terraform')?.version).split('.').map(Number);
  expect(major).toBe(least[0]);
  expect(minor).toBeGreaterThanOrEqual(least[1] ?? Number.POSITIVE_INFINITY);
});

test('the three systems are forwarded, and each is named; the emulator and the databases are not', () => {
  const { enterwait, nursery, management } = PORT_SETTINGS;
  const ports = [enterwait, nursery, management].map(({ fallback }) => fallback);
  expect(container.forwardPorts).toEqual(ports);
  expect(Object.keys(container.portsAttributes).map(Number)).toEqual(ports);
  expect(container.otherPortsAttributes?.onAutoForward).toBe('ignore');
});

test('a feature that moves, a misspelt key and a port that is none are refused', () => {
  const broken = (change: object) => schema.safeParse({ ...container, ...change }).success;
  expect(broken({})).toBe(true);
  expect(broken({ features: { 'ghcr.io/devcontainers/features/node:1': {} } })).toBe(false);
  expect(broken({ forwardPort: [3000] })).toBe(false);
  expect(broken({ forwardPorts: [70_000] })).toBe(false);
});
