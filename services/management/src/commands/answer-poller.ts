import { setTimeout as delay } from 'node:timers/promises';
import { deliveryFactsOf, type JudgedEvent } from '@enterwait/domain/protocol';
import type { Logger } from '@enterwait/http/server';
import type { LedgerTables, OutboxTables, Store } from '@enterwait/ledger/tables';

/**
 * Takes the answers to what operators asked out of the judge's table, until it is stopped: nothing is delivered to this system.
 * A cancel that was applied has its answer when both systems know it too: until then it is asked again, and with that its news are told
 * again, which may have got lost behind the judge like any others.
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
  /** Whether both systems know a version of an application, or a later one. */
  readonly isTold: (requestId: string, version: number) => Promise<boolean>;
  readonly everyMs: number;
  /** Called when an answer has come: the next question of its application may leave. */
  readonly onAnswer: () => void;
  readonly logger: Logger;
  /** Called with every turn, and with every application of it. */
  readonly beat?: () => void;
  readonly clock?: () => Date;
}

/** One look at everything that is unanswered. @returns how many answers there were */
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
        logger.warn({ err: error }, 'answers could not be looked for, will try again');
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
