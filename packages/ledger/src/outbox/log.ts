import type { Logger } from '@enterwait/http/server';
import type { OutboxTables, Store } from '../tables/store.ts';

const EVERY_MS = 60_000;

/** Writes a line every minute while it runs. */
export interface OutboxLog {
  start(): void;
  stop(): void;
}

/**
 * Logs how long the oldest command has waited to be sent and to be answered (s), and how many wait. In AWS a metric
 * filter turns the line into an alarm (terraform/modules/alarms/outbox.tf), so nothing has to reach into the pods. If
 * measuring fails, it logs a warning.
 */
export function createOutboxLog(store: Store<OutboxTables>, logger: Logger, everyMs = EVERY_MS): OutboxLog {
  let timer: NodeJS.Timeout | undefined;
  const tell = async (): Promise<void> => {
    try {
      const depth = await store.transaction((tables) => tables.outboxDepth());
      logger.info(
        {
          outboxAgeSeconds: depth.unsentAgeSeconds,
          outboxDepth: depth.unsent,
          unansweredAgeSeconds: depth.unansweredAgeSeconds,
          unansweredDepth: depth.unanswered,
        },
        'outbox',
      );
    } catch (error) {
      logger.warn({ err: error }, 'the outbox could not be measured');
    }
  };
  return {
    start() {
      timer = setInterval(tell, everyMs);
      // It does not keep the process alive.
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
