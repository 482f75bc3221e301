import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Command,
  type InvalidCommand,
  type JudgedEvent,
  judge,
  NO_STATE,
  type State,
  stateAfter,
} from '@enterwait/domain/protocol';
import { TableError } from '../errors/errors.ts';
import type { ApplicationTable, Decision, Recording } from '../table/table.ts';

/** The judge's verdict on a command. `repeated`: it was judged before and nothing was written. */
export interface Verdict {
  readonly recording: 'recorded' | 'repeated';
  readonly event: JudgedEvent;
}

export interface JudgeDependencies {
  readonly table: ApplicationTable;
  readonly now: () => Date;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
}

/** What the judge answers: a command, or one that has an identity but cannot be judged. */
export type CommandToJudge = Command | InvalidCommand;

/** The questions of one message group, in the order they were asked. */
export type Lane = readonly CommandToJudge[];

/**
 * Attempts for one command whose state changes concurrently, and the longest pause before the first of them, in
 * milliseconds.
 */
const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 10;

/**
 * Judges the lanes concurrently and each lane in order. In every round the first waiting commands of all lanes go into
 * one transaction, so a batch of ten costs one read and one write instead of ten of each. If that transaction fails,
 * each command of the round is judged alone. A lane ends at its first failure, because later commands must not
 * overtake.
 * @returns for every lane its verdicts, and the error that ended it early
 */
export async function judgeLanes(
  lanes: readonly Lane[],
  dependencies: JudgeDependencies,
): Promise<{ verdicts: Verdict[]; error?: unknown }[]> {
  const results = lanes.map((): { verdicts: Verdict[]; error?: unknown } => ({ verdicts: [] }));
  const ids = new Set(lanes.flat().map((command) => command.request_id));
  if (ids.size === 0) return results;

  const states = await dependencies.table.readStates([...ids]);
  for (let round = nextRound(lanes, results); round.length > 0; round = nextRound(lanes, results)) {
    const settled = await judgeRound(
      round.map(({ command }) => command),
      states,
      dependencies,
    );
    for (const [index, { result }] of round.entries()) {
      const outcome = settled[index];
      if (outcome?.status === 'fulfilled') result.verdicts.push(outcome.value);
      else result.error = outcome?.reason ?? new TableError('no verdict');
    }
  }
  return results;
}

/** The first waiting command of every active lane; at most one per application, because a transaction takes no more. */
function nextRound(lanes: readonly Lane[], results: readonly { verdicts: Verdict[]; error?: unknown }[]) {
  const taken = new Set<string>();
  return lanes.flatMap((lane, index) => {
    const result = results[index];
    if (result === undefined || 'error' in result) return [];
    const command = lane[result.verdicts.length];
    if (command === undefined || taken.has(command.request_id)) return [];
    taken.add(command.request_id);
    return [{ command, result }];
  });
}

async function judgeRound(
  commands: readonly CommandToJudge[],
  states: Map<string, State>,
  dependencies: JudgeDependencies,
): Promise<PromiseSettledResult<Verdict>[]> {
  if (commands.length > 1) {
    const decisions = commands.map((command) => decide(command, states, dependencies));
    try {
      if (await dependencies.table.recordAll(decisions)) {
        return decisions.map(({ event }) => ({ status: 'fulfilled', value: keep('recorded', event, states) }));
      }
    } catch (reason) {
      return commands.map(() => ({ status: 'rejected', reason }));
    }
  }
  return Promise.allSettled(commands.map((command) => judgeAlone(command, states, dependencies)));
}

async function judgeAlone(
  command: CommandToJudge,
  states: Map<string, State>,
  dependencies: JudgeDependencies,
): Promise<Verdict> {
  const { table, random } = dependencies;
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const { event, met } = decide(command, states, dependencies);
    const recording: Recording = await table.record({ event, met });
    if (recording === 'recorded' || recording === 'repeated') return keep(recording, event, states);
    await sleep(random() * FIRST_PAUSE_MS * attempt);
    const read = await table.readStates([command.request_id]);
    states.set(command.request_id, read.get(command.request_id) ?? NO_STATE);
  }
  throw new TableError(`state kept moving for ${MAX_TRIES} tries`);
}

function decide(command: CommandToJudge, states: ReadonlyMap<string, State>, { now }: JudgeDependencies): Decision {
  const met = states.get(command.request_id) ?? NO_STATE;
  return { met, event: judge(met, command, now()) };
}

/** The next command of the lane is judged from the state just written; a repeat wrote nothing. */
function keep(recording: Verdict['recording'], event: JudgedEvent, states: Map<string, State>): Verdict {
  if (recording === 'recorded') states.set(event.request_id, stateAfter(event));
  return { recording, event };
}
