import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Service, SYSTEMS, type System } from '@enterwait/domain/protocol';
import { z } from 'zod';
import type { Deployment } from '../deployment.ts';
import type { Runner } from '../runner.ts';
import { openCluster } from './kubeconfig.ts';

/** The databases of a deployment, reached through 127.0.0.1 of this machine. */
export interface ReachedDatabases<Reached extends Service = System> {
  /** `mysql://…` with the system's own account and password: never show it. */
  readonly urls: Readonly<Record<Reached, string>>;
  /** Closes every connection and leaves nothing behind, here or in the cluster. */
  close(): void;
}

const accountSchema = z.object({
  user: z.string(),
  password: z.string(),
  database: z.string(),
  tls: z.literal('rds').nullable(),
});

/** Runs in one of the system's pods: prints the database account. The variables are those of packages/http/src/config/config.ts. */
const TELL_ACCOUNT = `
const { env } = process;
const { readFileSync } = process.getBuiltinModule('node:fs');
const password = env.PASSWORD ?? readFileSync(env.SECRETS_DIR + '/PASSWORD', 'utf8').replace(/\\r?\\n$/, '');
console.log(JSON.stringify({ user: env.USERNAME, password, database: env.DATABASE, tls: env.DB_TLS || null }));`.trim();

/** Runs in one of the system's pods: relays one connection to its database over standard input and output. */
const RELAY = `
const { env, stdin, stdout } = process;
const socket = process.getBuiltinModule('node:net').connect(Number(env.DB_PORT || 3306), env.HOSTNAME);
socket.on('error', ({ message }) => { console.error(message); process.exit(1); });
socket.on('close', () => stdin.destroy());
stdin.pipe(socket);
socket.pipe(stdout);`.trim();

/**
 * Reaches the databases of the two systems from outside their network. Only the systems' pods can reach them, so every
 * connection goes through one of those (`kubectl exec`). Anyone who may enter the pods may do this. TLS runs end to end,
 * from here to the database.
 * @param runner runs the AWS CLI and kubectl
 * @param systems whose databases; default: the two that keep applications
 * @param tell receives the reason when a connection ends badly
 * @throws CommandFailed, UserError (`COMMAND_MISSING`)
 */
export async function reachDatabases<Reached extends Service = System>(
  runner: Runner,
  deployment: Pick<Deployment, 'region' | 'cluster_name' | 'namespace'>,
  tell: (line: string) => void,
  systems: readonly Reached[] = SYSTEMS as readonly Service[] as readonly Reached[],
): Promise<ReachedDatabases<Reached>> {
  const { env, close: leave } = await openCluster(runner, deployment);
  const doors: Door[] = [];
  const close = () => {
    for (const door of doors) door.close();
    leave();
  };
  const urlOf = async (system: Service): Promise<string> => {
    const inPod = ['--namespace', deployment.namespace, 'exec', '--stdin', `deployment/${system}`, '--', 'node', '-e'];
    const told = await runner.run('kubectl', [...inPod, TELL_ACCOUNT], { env, quiet: true });
    const { user, password, database, tls } = accountSchema.parse(JSON.parse(told));
    const door = await openDoor(() => spawn('kubectl', [...inPod, RELAY], { env }), tell);
    doors.push(door);
    const url = new URL(`mysql://127.0.0.1:${door.port}/${encodeURIComponent(database)}`);
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
    // mysql2's name for the certificate authorities of RDS.
    if (tls === 'rds') url.searchParams.set('ssl', 'Amazon RDS');
    return url.href;
  };
  try {
    const urls: [Reached, string][] = [];
    for (const system of systems) urls.push([system, await urlOf(system)]);
    return { urls: Object.fromEntries(urls) as Record<Reached, string>, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Door {
  readonly port: number;
  close(): void;
}

/** Opens a local port; each connection to it gets a program of its own, on its standard input and output. */
async function openDoor(start: () => ChildProcess, tell: (line: string) => void): Promise<Door> {
  const open = new Set<Socket>();
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    const child = start();
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-500);
    });
    child.stdin?.on('error', () => {});
    child.on('error', (error) => {
      errors = error.message;
      socket.destroy();
    });
    child.on('close', (code) => {
      if (code !== 0 && open.has(socket)) tell(`kubectl exec: ${errors.trim() || code}`);
      socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      open.delete(socket);
      child.kill();
    });
    if (child.stdin !== null) socket.pipe(child.stdin);
    // The socket is ended once the reason is known.
    child.stdout?.pipe(socket, { end: false });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of [...open]) {
        open.delete(socket);
        socket.destroy();
      }
    },
  };
}
