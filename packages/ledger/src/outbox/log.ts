import type { Logger } from '@enterwait/http/server';
import type { OutboxTables, Store } from '../tables/store.ts';

const EVERY_MS = 60_000;

/** Writes a line every minute while it runs. */
export interface OutboxLog {
  start(): void;
  stop(): void;
}

/**
 * How long the oldest command waits to be sent, and to be answered, s, and how many there are, as a line of the log: in AWS a metric filter makes the alarm
 * of it (terraform/modules/alarms/outbox.tf), so nothing has to reach into the pods. A line that cannot be made is a warning.
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
      // It keeps no process alive.
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}
