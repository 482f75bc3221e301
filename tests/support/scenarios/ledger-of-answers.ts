import { setTimeout as delay } from 'node:timers/promises';
import { forEachAtOnce } from '@enterwait/command-line/processes';
import type { Application } from '@enterwait/domain/application';
import type { CommandType } from '@enterwait/domain/protocol';
import { type Answer, operators, parents, staff } from '../commands/api.ts';
import { anAddress, anApplication, idOf } from '../commands/samples.ts';

/** A command that was answered 2xx: from then on it may not be lost. */
interface Promised {
  readonly application: Application;
  readonly type: CommandType;
  readonly eventId: string;
}

/** What a scenario has asked, and the answers. */
export interface Answers {
  /** How many commands were sent, whatever became of them. */
  readonly asked: number;
  readonly promised: readonly Promised[];
  readonly applications: readonly Application[];
}

/** Asks again until there is an answer, as people do: a service that is down costs time, not the command. */
export type Ask = readonly [CommandType | 'OperatorCancel', Application];

const SENDERS: Record<Ask[0], (application: Application) => Promise<Answer>> = {
  Request: parents.request,
  Cancel: parents.cancel,
  Accept: staff.accept,
  Reject: staff.reject,
  OperatorCancel: operators.cancel,
};

const PATIENCE_MS = 90_000;

async function answered(send: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await send().catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return answer;
    if (performance.now() > deadline) throw new Error('nobody answered a command within 90 s');
    await delay(100);
  }
}

/** Records what was asked and promised while a scenario runs.  */
export function createLedgerOfAnswers() {
  const promised: Promised[] = [];
  const applications = new Map<string, Application>();
  let asked = 0;

  async function ask([type, application]: Ask): Promise<void> {
    applications.set(idOf(application), application);
    asked += 1;
    const answer = await answered(() => SENDERS[type](application));
    if (answer.status < 300) {
      promised.push({
        application,
        type: type === 'OperatorCancel' ? 'Cancel' : type,
        eventId: String(answer.json.event_id),
      });
    }
  }

  return {
    ask,
    /** Asks everything in order, this many at a time. */
    askAll: (asks: readonly Ask[], atOnce = 20): Promise<void> => forEachAtOnce(asks, atOnce, ask),
    answers: (): Answers => ({ asked, promised, applications: [...applications.values()] }),
  };
}

/** Applications that each have a mail address of their own, so that every mail can be told from the others. */
export const families = (count: number, overrides: Partial<Application> = {}): Application[] =>
  Array.from({ length: count }, () => anApplication({ parent_email: anAddress(), ...overrides }));
