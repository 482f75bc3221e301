import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import type { Deployment } from '../deployment.ts';
import type { Runner } from '../runner.ts';
import { openCluster } from './kubeconfig.ts';

type System = 'enterwait' | 'nursery' | 'management';

/** The databases of a deployment, as far as this machine is concerned on 127.0.0.1. */
export interface ReachedDatabases<Reached extends System = 'enterwait' | 'nursery'> {
  /** `mysql://…` as the system itself signs in, password included: not to be shown. */
  readonly urls: Readonly<Record<Reached, string>>;
  /** Ends every connection and leaves nothing behind, here or in the cluster. */
  close(): void;
}

const accountSchema = z.object({
  user: z.string(),
  password: z.string(),
  database: z.string(),
  tls: z.literal('rds').nullable(),
});

/** In a pod of the system: who it is to its database. The variables are those of packages/http/src/config/config.ts. */
const TELL_ACCOUNT = `
const { env } = process;
const { readFileSync } = process.getBuiltinModule('node:fs');
const password = env.PASSWORD ?? readFileSync(env.SECRETS_DIR + '/PASSWORD', 'utf8').replace(/\\r?\\n$/, '');
console.log(JSON.stringify({ user: env.USERNAME, password, database: env.DATABASE, tls: env.DB_TLS || null }));`.trim();

/** In a pod of the system: one connection to its database, on standard input and output. */
const RELAY = `
const { env, stdin, stdout } = process;
const socket = process.getBuiltinModule('node:net').connect(Number(env.DB_PORT || 3306), env.HOSTNAME);
socket.on('error', ({ message }) => { console.error(message); process.exit(1); });
socket.on('close', () => stdin.destroy());
stdin.pipe(socket);
socket.pipe(stdout);`.trim();

/**
 * Reaches the databases of the two systems from outside of their network: nothing but the systems' pods may, so every
 * connection goes through one of them (`kubectl exec`). Who may do that is whoever may enter the pods; TLS reaches from
 * here to the database.
 * @param runner runs the AWS CLI and kubectl
 * @param systems whose databases; left out, the two that keep applications
 * @param tell hears why a connection ended badly
 * @throws CommandFailed, UserError (`COMMAND_MISSING`)
 */
export async function reachDatabases<Reached extends System = 'enterwait' | 'nursery'>(
  runner: Runner,
  deployment: Pick<Deployment, 'region' | 'cluster_name' | 'namespace'>,
  tell: (line: string) => void,
  systems: readonly Reached[] = ['enterwait', 'nursery'] as unknown as readonly Reached[],
): Promise<ReachedDatabases<Reached>> {
  const { env, close: leave } = await openCluster(runner, deployment);
  const doors: Door[] = [];
  const close = () => {
    for (const door of doors) door.close();
    leave();
  };
  const urlOf = async (system: System): Promise<string> => {
    const inPod = ['--namespace', deployment.namespace, 'exec', '--stdin', `deployment/${system}`, '--', 'node', '-e'];
    const told = await runner.run('kubectl', [...inPod, TELL_ACCOUNT], { env, quiet: true });
    const { user, password, database, tls } = accountSchema.parse(JSON.parse(told));
    const door = await openDoor(() => spawn('kubectl', [...inPod, RELAY], { env }), tell);
    doors.push(door);
    const url = new URL(`mysql://127.0.0.1:${door.port}/${encodeURIComponent(database)}`);
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
    // mysql2's name for the authorities that sign RDS' certificates.
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

/** A port of this machine; each connection to it is the input and output of a program of its own. */
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
    // It is ended when it is known why.
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
