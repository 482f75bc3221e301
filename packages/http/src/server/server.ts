import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { within } from './deadline.ts';
import type { Logger } from './logging.ts';

/** A running service. */
export interface RunningServer {
  /** `http://host:port`, with the actual port. */
  readonly url: string;
  /** Accepts no more requests, finishes those under way, then closes the service's resources. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly app: RequestListener;
  readonly host: string;
  readonly port: number;
  readonly logger: Logger;
  /** Closed after the last answer, in this order, each within the time that is left. */
  readonly closers: readonly Closer[];
  /** The deadline for all of it, whatever the network does; below the grace period of a pod or a container. */
  readonly stopDeadlineMs?: number;
}

/** A resource of the service, and its name in the log. */
export interface Closer {
  readonly name: string;
  close(): Promise<void>;
}

const STOP_DEADLINE_MS = 10_000;
/** The share for answers under way. */
const ANSWER_DEADLINE_MS = 5_000;
/** The least time each closer gets. */
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
  // Longer than any client or load balancer keeps an idle connection, so this side never closes one that is about to be
  // used.
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
    // A kept-alive connection becomes idle after its last answer without an event, and close() waits for it.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(deadline);
      clearInterval(sweep);
      resolve();
    });
  });
}

/** Stops on SIGTERM and SIGINT; a second signal ends the process at once. */
function stopOnSignals(running: RunningServer, logger: Logger): void {
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
 * Starts a service from its `main.ts`. If it cannot start, it says why in one line and exits with 1.
 * @param start resolves to undefined when it did a task and nothing stays running (`node main.mjs migrate`)
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
