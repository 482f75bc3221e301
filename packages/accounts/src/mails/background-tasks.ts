import { errorCode } from '@enterwait/http/database';
import type { Logger } from '@enterwait/http/server';

/** Work that goes on beside an answer: nobody waits for it but the end of the process, and what fails of it is logged. */
export interface BackgroundTasks {
  /** @param what for the log. The work's own error is told by its name and code alone: its message may quote what somebody typed. */
  start(what: string, work: () => Promise<void>): void;
  /** Resolves once none is under way, what was started meanwhile included. */
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
          logger.warn({ what, error: name, code: errorCode(error) }, 'what went on beside an answer failed');
        })
        .finally(() => running.delete(one));
      running.add(one);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
