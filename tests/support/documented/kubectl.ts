import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { parseArgs } from 'node:util';

/**
 * Stands in for kubectl, with a cluster that has the chart's objects. It accepts the commands and options named here and refuses all
 * others, as kubectl refuses what it does not know. What a pod would run, it runs on this machine with that pod's settings. Its
 * first argument is the file that describes the cluster.
 */
const [world = '', ...args] = process.argv.slice(2);
const { objects, pods } = JSON.parse(readFileSync(world, 'utf8')) as Cluster;

export interface Cluster {
  /** Names by kind. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  /** By deployment. */
  readonly pods: Readonly<Record<string, Pod>>;
}

interface Pod {
  /** Environment of its process. */
  readonly env: Record<string, string>;
  /** Where its service answers. */
  readonly port: number;
}

const at = args.indexOf('--');
const behind = at === -1 ? [] : args.slice(at + 1);
const { values, positionals } = parseArgs({
  args: at === -1 ? args : args.slice(0, at),
  allowPositionals: true,
  options: {
    namespace: { type: 'string', short: 'n' },
    stdin: { type: 'boolean', short: 'i' },
    replicas: { type: 'string' },
    from: { type: 'string' },
    'from-literal': { type: 'string' },
    previous: { type: 'boolean' },
    'server-side': { type: 'boolean' },
    filename: { type: 'string', short: 'f' },
    'min-replicas': { type: 'string' },
    timeout: { type: 'string' },
    for: { type: 'string' },
  },
});
const [verb = '', ...rest] = positionals;

/** @throws when the cluster has no such object: `deployment/nursery` */
function existing(reference: string | undefined): { kind: string; name: string } {
  const [kind = '', name = ''] = (reference ?? '').split('/');
  if (!(objects[kind] ?? []).includes(name)) throw new Error(`Error from server (NotFound): ${reference} not found`);
  return { kind, name };
}

function needs(...names: (keyof typeof values)[]): void {
  for (const name of names) if (values[name] === undefined) throw new Error(`error: required flag "${name}" not set`);
}

const VERBS: Readonly<Record<string, () => void | Promise<void>>> = {
  get() {
    for (const kind of (rest[0] ?? '').split(','))
      if (!['pods', 'cronjob', 'job', 'deployment'].includes(kind))
        throw new Error(`error: the server doesn't have a resource type "${kind}"`);
  },
  scale() {
    needs('replicas');
    existing(rest[0]);
  },
  set() {
    const [what, reference, setting] = rest;
    existing(reference);
    if (what !== 'env' || !/^[A-Z_]+(=\S*|-)$/.test(setting ?? '')) throw new Error(`error: set ${what} ${setting}`);
  },
  create() {
    const [kind, ...names] = rest;
    if (kind === 'job') existing(values.from ?? '');
    else if (kind === 'secret' && names[0] === 'generic' && names[1]) needs('from-literal');
    else throw new Error(`error: create ${rest.join(' ')}`);
  },
  logs() {
    const [kind, name = ''] = (rest[0] ?? '').split('/');
    // A CronJob's Jobs are called <cronjob>-<number>; a person chooses the name of one made by hand.
    if (kind === 'job' && (objects.cronjob ?? []).some((cronjob) => name.startsWith(`${cronjob}-`))) return;
    existing(rest[0]);
  },
  rollout() {
    if (rest[0] !== 'restart' && rest[0] !== 'status') throw new Error(`error: rollout ${rest[0]}`);
    existing(rest[1]);
  },
  apply() {
    needs('filename');
  },
  async exec() {
    const { name } = existing(rest[0]);
    const pod = podOf(name);
    const [program = '', ...more] = behind;
    if (program !== 'node') throw new Error(`OCI runtime exec failed: exec: "${program}": not found in the image`);
    const child = spawn(process.execPath, more, {
      env: { PATH: process.env.PATH ?? '', ...pod.env },
      stdio: 'inherit',
    });
    process.exitCode = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  },
  async 'port-forward'() {
    const [reference, ports = ''] = rest;
    const pod = podOf(existing(reference).name);
    const [mine = ''] = ports.split(':');
    const server = createServer((socket) => {
      const inside = connect(pod.port, '127.0.0.1');
      socket.on('error', () => inside.destroy()).pipe(inside);
      inside.on('error', () => socket.destroy()).pipe(socket);
    }).listen(Number(mine), '127.0.0.1', () => console.log(`Forwarding from 127.0.0.1:${mine}`));
    // A script that started this in the background is gone once it has ended.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid !== parent && process.exit(), 200);
    await new Promise((closed) => server.on('close', closed));
    clearInterval(watch);
  },
};

function podOf(name: string): Pod {
  const pod = pods[name];
  if (pod === undefined) throw new Error(`error: unable to find a pod of ${name}`);
  return pod;
}

try {
  const run = VERBS[verb];
  if (run === undefined) throw new Error(`error: unknown command "${verb}" for "kubectl"`);
  // The services are in one namespace only, an add-on has its own, and the default one is empty.
  const places = verb === 'get' ? ['enterwait', 'amazon-cloudwatch'] : ['enterwait'];
  if (verb !== 'apply' && !places.includes(values.namespace ?? ''))
    throw new Error(`Error from server: nothing of it is in the namespace "${values.namespace ?? 'default'}"`);
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
