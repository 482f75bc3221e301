import { errorCode } from '@enterwait/http/database';
import type { Logger } from '@enterwait/http/server';

/** Work that continues after an answer. Only shutdown waits for it, and failures are logged. */
export interface BackgroundTasks {
  /** @param what for the log. Only the error's name and code are logged: its message may quote user input */
  start(what: string, work: () => Promise<void>): void;
  /** Resolves once nothing is running, including tasks started meanwhile. */
  settled(): Promise<void>;
}

export function createBackgroundTasks(logger: Pick<Logger, 'warn'>): BackgroundTasks {
  const running = new Set<Promise<void>>();
  return {
    start(what, work) {
      const one = Promise.resolve()
        .then(work)
        .catch((error: unknown) => {
          const name = error instanceof Error ? error.name : typeof error;
          logger.warn({ what, error: name, code: errorCode(error) }, 'background task failed');
        })
        .finally(() => running.delete(one));
      running.add(one);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
