import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { runReconcile } from '@enterwait/operations/reconcile';
import { targetOfStack } from '../../../localstack/stack/local-target.ts';
import { anAddress, idOf } from '../commands/samples.ts';
import { redriveParked } from '../faults/queue-faults.ts';
import { deadLetterCounts } from '../stack/aws.ts';
import { rowsOf } from '../stack/databases.ts';
import { eventually } from '../stack/eventually.ts';
import { sized } from '../stack/sized.ts';
import { theStack } from '../stack/stack.ts';
import { type Findings, findWrongs, NOTHING_WRONG, stirring } from './checker.ts';
import { type Answers, type Ask, createLedgerOfAnswers, families } from './ledger-of-answers.ts';

/** A failed message comes back after 10, 20, 40 s, a crashed batch after its visibility timeout: this is longer than all of that. */
const QUIET_DEADLINE_MS = 240_000;

/** Families who already wait at the daycares before the fault begins. */
const WAITING = 80;

export type Ledger = ReturnType<typeof createLedgerOfAnswers>;

/** What goes on while a fault is present. */
export interface Load {
  settled: () => boolean;
  answered: () => number;
  /** Adds a command, which is checked like the others. */
  ask: Ledger['ask'];
}

export interface Scenario {
  readonly name: string;
  /** The load while the fault is present; a scenario may have its own. */
  readonly load?: (ledger: Ledger, waiting: readonly Application[]) => Promise<void>;
  /** Causes the fault and ends it. @returns how often it struck */
  readonly fault: (load: Load) => Promise<number>;
  /**
   * The fault makes functions park what they cannot read. An operator puts it back when the fault is over. A record of the table's stream
   * cannot go back: it stays, and its event is told again.
   */
  readonly parks?: boolean;
}

/**
 * Runs a scenario until everything is quiet again and checks that nothing was lost, nobody disagrees and nobody got a mail twice.
 * Prints one line of figures.
 */
export async function runScenario({ name, load = mixedLoad, fault, parks = false }: Scenario): Promise<void> {
  const deadBefore = await deadLetterCounts();
  const ledger = createLedgerOfAnswers();
  const waiting = await waitingFamilies(ledger);
  const before = ledger.answers().promised.length;
  let settled = false;
  const loading = load(ledger, waiting).finally(() => {
    settled = true;
  });
  const faults = await fault({
    settled: () => settled,
    answered: () => ledger.answers().promised.length - before,
    ask: ledger.ask,
  });
  await loading;
  const answers = ledger.answers();
  let findings: Findings = NOTHING_WRONG;
  try {
    // The whole examination costs hundreds of calls, so it waits until nothing moves, and must not itself keep the stack busy.
    await eventually(async () => expect(await stirring(answers)).toBe(0), QUIET_DEADLINE_MS, 500);
    await eventually(
      async () => {
        if (parks) await redriveParked();
        findings = await findWrongs(answers);
        const { ParkedQueue, ...dead } = findings.deadLetters;
        const deadLetters = parks ? { ...dead, ParkedQueue: deadBefore.ParkedQueue } : findings.deadLetters;
        expect({ ...findings, deadLetters }).toEqual({ ...NOTHING_WRONG, deadLetters: deadBefore });
      },
      QUIET_DEADLINE_MS,
      2_000,
    );
    expect(await leftToReconcile(answers)).toEqual([]);
  } finally {
    const { lost, disagreeing, duplicateMails, overCapacity, twoPlaces } = findings;
    process.stderr.write(
      `${name}: ${answers.asked} commands (${answers.promised.length} answered 2xx), faults ${faults}, ` +
        `lost ${lost.length}, disagreeing ${disagreeing.length}, duplicate mails ${duplicateMails.length}, ` +
        `over capacity ${overCapacity.length}, children with two places ${twoPlaces.length}\n`,
    );
  }
}

/** What `make reconcile` would find for a scenario's applications; other tests of the run leave differences on purpose. */
async function leftToReconcile({ applications }: Answers): Promise<string[]> {
  const ids = new Set(applications.map(idOf));
  const target = targetOfStack(theStack());
  try {
    const { found } = await runReconcile(target, { settleMs: 1_000, patienceMs: 30_000 });
    return found.differences
      .filter(({ request_id }) => ids.has(request_id))
      .map(({ kind, request_id }) => `${kind} ${request_id}`);
  } finally {
    await target.close();
  }
}

/** Applications of the same children at two daycares, one after the other. */
const childrenAtTwo = (): Application[] =>
  families(AT_TWO).flatMap((here) => [here, { ...here, nursery_id: 'N00002', parent_email: anAddress() }]);

/** Waits until the daycares have these applications, so that staff can decide. */
export async function arrivedAtNursery(
  applications: readonly { child_id: string; nursery_id: string }[],
): Promise<void> {
  const ids = applications.map((application) => `${application.child_id}${application.nursery_id}`);
  const sql = `SELECT request_id FROM request WHERE status = ${STATUS.requested} AND request_id IN (${ids.map(() => '?').join(', ')})`;
  await eventually(async () => expect(await rowsOf('nursery', sql, ids)).toHaveLength(ids.length));
}

/** Families who already wait at the daycares, for a load that starts from there; the last of them wait at two. */
async function waitingFamilies(ledger: Ledger) {
  const waiting = [...families(sized(WAITING)), ...childrenAtTwo()];
  await ledger.askAll(waiting.map((application): Ask => ['Request', application]));
  await arrivedAtNursery(waiting);
  return waiting;
}

/** Children who wait at two daycares, both of which would take them. */
const AT_TWO = 5;

/**
 * 270 commands of all kinds at once (fewer on LocalStack): staff and parents against each other about the families who already wait,
 * operators, newcomers, some of whom withdraw at once; and two daycares that accept the same children at the same time.
 */
async function mixedLoad(ledger: Ledger, waiting: readonly Application[]): Promise<void> {
  const newcomers = families(sized(100));
  const against = waiting.slice(0, sized(40)).flatMap((application, index): Ask[] => {
    const pair: Ask[] = [
      ['Accept', application],
      ['Cancel', application],
    ];
    return index % 2 === 0 ? pair : pair.reverse();
  });
  const decided = waiting.slice(sized(40), sized(60)).map((application): Ask => ['Reject', application]);
  const byOperators = waiting.slice(sized(60), sized(80)).map((application): Ask => ['OperatorCancel', application]);
  const asked = newcomers.flatMap((application, index): Ask[] => {
    const request: Ask = ['Request', application];
    return index % 5 < 2 ? [request, ['Cancel', application]] : [request];
  });
  // Two daycares accept the same child at once: one of them is told that it is too late.
  const twice = waiting.slice(sized(WAITING)).map((application): Ask => ['Accept', application]);
  const lanes = [against, decided, byOperators, asked, twice];
  await Promise.all(lanes.map((lane) => ledger.askAll(lane, 5)));
}
