import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { UserError } from '@enterwait/command-line/errors';
import { toolEnvironment } from '@enterwait/command-line/processes';
import { PORT_NAMES, PORT_SETTINGS, type PortName, type Ports } from './settings.ts';

/**
 * Below the range that Linux and macOS use for outgoing connections. The system might hand out a port from that range before the stack
 * listens on it, which takes half a minute.
 */
const FIRST_PORT = 15_000;
const LAST_PORT = 32_000;
const TRIES = 50;

/** Ports that nothing listens on now, all different: they are all held open before any is released. */
export async function findFreePorts(host: string): Promise<Ports> {
  const servers = await Promise.all(PORT_NAMES.map(() => listenSomewhere(host)));
  const ports = Object.fromEntries(PORT_NAMES.map((name, at) => [name, servers[at]?.port])) as Ports;
  await Promise.all(servers.map((server) => server.close()));
  return ports;
}

/**
 * Makes sure that every port can be listened on.
 * @throws UserError (`PORT_TAKEN`) that lists each taken port, the process that holds it, and the variable that chooses another
 */
export async function requireFreePorts(host: string, ports: Ports): Promise<void> {
  const states = await Promise.all(PORT_NAMES.map(async (name) => ({ name, free: await isFree(host, ports[name]) })));
  const taken = states.filter((state) => !state.free).map((state) => state.name);
  if (taken.length > 0)
    throw portsTaken(taken.map((name) => ({ name, port: ports[name], holder: holderOf(ports[name]) })));
}

export function portsTaken(taken: readonly { name: PortName; port: number; holder: string | undefined }[]): UserError {
  const lines = taken.map(({ name, port, holder }) => {
    const by = holder ?? '다른 프로그램 (another program)';
    return `포트 ${port} (${name}) 는 ${by} 이(가) 쓰고 있습니다 (is taken by ${by})`;
  });
  const example = taken.map(({ name, port }) => `${PORT_SETTINGS[name].variable}=${port + 1}`).join(' ');
  return new UserError(
    'PORT_TAKEN',
    lines.join('\n'),
    `그 프로그램을 끝내거나 다른 포트를 쓰세요 (stop it or choose other ports): make up ${example}`,
  );
}

export async function isFree(host: string, port: number): Promise<boolean> {
  try {
    await (await listen(host, port)).close();
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') return false;
    const reason =
      code === 'EACCES'
        ? '권한이 없습니다 (not allowed)'
        : code === 'EADDRNOTAVAIL'
          ? '이 컴퓨터의 주소가 아닙니다 (no address of this machine)'
          : String(code);
    throw new UserError('CANNOT_LISTEN', `${host}:${port}: ${reason}`);
  }
}

async function listenSomewhere(host: string): ReturnType<typeof listen> {
  for (let left = TRIES; left > 0; left -= 1) {
    try {
      return await listen(host, randomInt(FIRST_PORT, LAST_PORT));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return listen(host, 0);
}

function listen(host: string, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        close: () => new Promise((done) => server.close(() => done())),
      });
    });
  });
}

/** The process that listens on a port, e.g. `python3 (pid 4711)`. Undefined if the system does not show it. */
export function holderOf(port: number): string | undefined {
  return process.platform === 'linux' ? holderByProc(port) : holderByLsof(port);
}

/** Inodes of the sockets that listen on a port, read from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && fields[1]?.endsWith(`:${hexPort}`))
    .map((fields) => fields[9] ?? '');
}

function holderByProc(port: number): string | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => attempt(() => readFileSync(file, 'utf8')) ?? '');
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const files = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (files.some((file) => sockets.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${file}`)) ?? ''))) {
      const program = attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? '?';
      return `${program} (pid ${pid})`;
    }
  }
  return undefined;
}

function holderByLsof(port: number): string | undefined {
  const output = attempt(() =>
    execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: toolEnvironment(),
    }),
  );
  const pid = output?.match(/^p(\d+)/m)?.[1];
  const program = output?.match(/^c(.+)/m)?.[1];
  return pid ? `${program ?? '?'} (pid ${pid})` : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
