import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { within } from './deadline.ts';
import type { Logger } from './logging.ts';

/** A service that listens. */
export interface RunningServer {
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string;
  /** Takes no more requests, answers those under way, then closes what the service holds. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly app: RequestListener;
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  /** Closed after the last answer, in this order, each in the time that is left. */
  readonly closers: readonly Closer[];
  /** Within which all of it ends, whatever the network does; below the grace period of a pod or a container. */
  readonly stopDeadlineMs?: number;
}

/** Something that a service holds, and what the log calls it. */
export interface Closer {
  readonly name: string;
  close(): Promise<void>;
}

const STOP_DEADLINE_MS = 10_000;
/** Of which the answers under way get as much. */
const ANSWER_DEADLINE_MS = 5_000;
/** What each closer gets at least. */
const LEAST_MS = 100;

export async function startServer({
  app,
  host,
  port,
  logger,
  closers,
  stopDeadlineMs = STOP_DEADLINE_MS,
}: ServerOptions): Promise<RunningServer> {
  const server = createServer(app);
  // Longer than any client or load balancer keeps an idle connection: it is never this side that closes one under a request.
  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  logger.info({ url }, 'listening');
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop() {
      stopped ??= (async () => {
        logger.info('stopping');
        const deadline = performance.now() + stopDeadlineMs;
        await closeServer(server, Math.min(ANSWER_DEADLINE_MS, stopDeadlineMs));
        const left: string[] = [];
        for (const { name, close } of closers) {
          const ms = Math.max(LEAST_MS, deadline - performance.now());
          await within(name, ms, close()).catch((error: unknown) => {
            left.push(name);
            logger.error({ err: error, part: name }, 'could not be closed in time, and is left');
          });
        }
        if (left.length > 0) throw new Error(`not closed: ${left.join(', ')}`);
        logger.info('stopped');
      })();
      return stopped;
    },
  };
}

function closeServer(server: Server, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), ms);
    // A connection that is kept alive turns idle when its last answer is out; nobody says so, and close() waits for it.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(deadline);
      clearInterval(sweep);
      resolve();
    });
  });
}

/** Stops on SIGTERM and SIGINT; a second signal ends the process at once. */
export function stopOnSignals(running: RunningServer, logger: Logger): void {
  const stop = (signal: NodeJS.Signals): void => {
    process.once(signal, () => process.exit(1));
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/**
 * Starts a service from its `main.ts`: what cannot start says why in one line and exits with 1.
 * @param start undefined when there was something to do and nothing stays running (`node main.mjs migrate`)
 */
export async function main(
  start: () => Promise<{ running: RunningServer; logger: Logger } | undefined>,
): Promise<void> {
  try {
    const started = await start();
    if (started !== undefined) stopOnSignals(started.running, started.logger);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
    process.exit(1);
  }
}
