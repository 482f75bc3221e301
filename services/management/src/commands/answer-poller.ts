import { setTimeout as delay } from 'node:timers/promises';
import { deliveryFactsOf, type JudgedEvent } from '@enterwait/domain/protocol';
import type { Logger } from '@enterwait/http/server';
import type { LedgerTables, OutboxTables, Store } from '@enterwait/ledger/tables';

/**
 * Reads the answers to the operators' commands from the judge's table until it is stopped, because nothing is delivered to this system. An
 * applied cancel counts as answered once both systems know it too. Until then it is sent again, and its event republished, because the
 * delivery may have got lost behind the judge.
 */
export interface AnswerPoller {
  start(): void;
  stop(): Promise<void>;
}

export type AnswerTables = Pick<LedgerTables, 'settleCommand' | 'deleteAnswered'> & Pick<OutboxTables, 'unanswered'>;

export interface AnswerPollerOptions {
  readonly store: Store<AnswerTables>;
  /** The latest judged events of an application, strongly consistent. */
  readonly eventsOf: (requestId: string) => Promise<readonly JudgedEvent[]>;
  /** Whether both systems know this version of an application, or a later one. */
  readonly isTold: (requestId: string, version: number) => Promise<boolean>;
  readonly everyMs: number;
  /** Called when an answer has arrived: the application's next command may be sent. */
  readonly onAnswer: () => void;
  readonly logger: Logger;
  /** Called on every turn, and for every application of it. */
  readonly beat?: () => void;
  readonly clock?: () => Date;
}

/** Polls once for everything that is unanswered. @returns the number of answers */
export async function collectAnswers(options: AnswerPollerOptions): Promise<number> {
  const { store, eventsOf, isTold, clock = () => new Date(), beat = () => {} } = options;
  beat();
  const open = await store.transaction((tables) => tables.unanswered());
  let answered = 0;
  for (const [requestId, commands] of Map.groupBy(open, ({ request_id }) => request_id)) {
    beat();
    const ids = new Set(commands.map(({ event_id }) => event_id));
    for (const event of await eventsOf(requestId)) {
      if (!ids.has(event.event_id)) continue;
      if (event.outcome === 'applied' && !(await isTold(requestId, event.version))) continue;
      await store.transaction(async (tables) => {
        await tables.settleCommand(deliveryFactsOf(event), clock());
        await tables.deleteAnswered(event.event_id);
      });
      answered += 1;
    }
  }
  return answered;
}

export function createAnswerPoller(options: AnswerPollerOptions): AnswerPoller {
  const { everyMs, onAnswer, logger } = options;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await collectAnswers(options)) > 0) onAnswer();
      } catch (error) {
        logger.warn({ err: error }, 'could not collect answers, will try again');
      }
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  return {
    start() {
      running = run();
    },
    stop() {
      stopping.abort();
      return running;
    },
  };
}
