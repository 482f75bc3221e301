import type { EventEmitter } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Connection, createServer as createMysqlServer } from 'mysql2';

/** A database that accepts connections and, from some moment on, says nothing. */
export interface SilentMysql {
  readonly port: number;
  /** The statements that reached it. */
  readonly statements: readonly string[];
  /** Connections that its clients have not closed. */
  open(): number;
  close(): Promise<void>;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

/** This one does not even greet. */
export async function silentFromTheStart(): Promise<SilentMysql> {
  const sockets = new Set<Socket>();
  // A client that closes its half gets no answer either.
  const server = createServer({ allowHalfOpen: true }, (socket) => keep(sockets, socket));
  return { port: await listen(server), statements: [], ...ending(server, sockets) };
}

/**
 * This one answers every statement with OK except those that `isSilent` names. It has no rows.
 * @param drips answers those one byte at a time instead, for ever
 */
export async function silentFor(isSilent: (sql: string) => boolean, { drips = false } = {}): Promise<SilentMysql> {
  const statements: string[] = [];
  const sockets = new Set<Socket>();
  // Its types require a handler that its code does not.
  const mysql = (createMysqlServer as unknown as () => EventEmitter & { _server: Server })();
  const speaking = (connection: Connection) => {
    const core = connection as unknown as {
      stream: Socket;
      sequenceId: number;
      serverHandshake(options: object): void;
      writeOk(): void;
      on(event: string, listener: (sql: string) => void): void;
    };
    keep(sockets, core.stream);
    core.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.4.0',
      connectionId: sockets.size,
      statusFlags: 2,
      characterSet: 45,
      // Without CLIENT_DEPRECATE_EOF, which mysql2 would expect in the answers.
      capabilityFlags: 0xf7ff,
      authCallback: (_login: unknown, welcome: () => void) => {
        welcome();
        core.sequenceId = 0;
      },
    });
    const hear = (sql: string): void => {
      statements.push(sql);
      // The client's question was packet 0, the answer is 1, and the next question is 0 again; mysql2's server would keep counting.
      core.sequenceId = 1;
      if (!isSilent(sql)) core.writeOk();
      else if (drips) drip(core.stream);
      core.sequenceId = 0;
    };
    core.on('query', hear);
    core.on('stmt_prepare', hear);
    core.on('error', () => {});
    core.on('quit', () => {});
  };
  mysql.on('connection', speaking);
  const server = mysql._server;
  return { port: await listen(server), statements, ...ending(server, sockets) };
}

/** The header of a packet of 64 kB, and then almost nothing of it. */
function drip(socket: Socket): void {
  socket.write(Buffer.from([0xff, 0xff, 0x00, 0x01]));
  const timer = setInterval(() => socket.write(Buffer.from([0])), 10);
  socket.on('close', () => clearInterval(timer));
}

function keep(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('end', () => sockets.delete(socket));
  socket.on('close', () => sockets.delete(socket));
  socket.resume();
}

const ending = (server: Server, sockets: ReadonlySet<Socket>): Pick<SilentMysql, 'open' | 'close'> => ({
  open: () => sockets.size,
  close: () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
});
