import type { Application } from '@enterwait/domain/application';
import { STATUS } from '@enterwait/domain/protocol';
import { runReconcile } from '@enterwait/operations/reconcile';
import { targetOfStack } from '../../localstack/stack/local-target.ts';
import { idOf } from '../support/commands/samples.ts';
import { withVariables } from '../support/faults/functions.ts';
import {
  deleteDeadLetter,
  letDie,
  loseCommand,
  loseMessage,
  redriveCommands,
  stopJudging,
  untilSent,
} from '../support/faults/queue-faults.ts';
import { stirring } from '../support/scenarios/checker.ts';
import { type Ask, families } from '../support/scenarios/ledger-of-answers.ts';
import { everywhere } from '../support/scenarios/outcome.ts';
import { type Ledger, runScenario } from '../support/scenarios/scenario.ts';
import { eventsOf } from '../support/stack/aws.ts';
import { eventually } from '../support/stack/eventually.ts';
import { theStack } from '../support/stack/stack.ts';

/** Runs while nobody judges; afterwards the judge repeats answers that are only a second old. */
const whileNobodyJudges = (ledger: Ledger, work: () => Promise<void>, then: () => Promise<void>): Promise<void> =>
  withVariables('SQSToDynamoDB', { RETELL_AFTER_SECONDS: '1' }, async () => {
    // On a slow stack, repeated questions are ahead of the next ones in the queue, and keep them from being received.
    await eventually(async () => expect(await stirring(ledger.answers())).toBe(0));
    const judgeAgain = await stopJudging();
    try {
      await work();
    } finally {
      await judgeAgain();
    }
    await then();
  });

/** The types of the events of an application, in the order in which they were judged. */
const judged = async (application: Application): Promise<unknown[]> =>
  (await eventsOf(idOf(application)))
    .sort((a, b) => String(a.judged_at).localeCompare(String(b.judged_at)))
    .map(({ type, outcome }) => `${type} ${outcome}`);

describe('nothing is lost, nobody disagrees and everything is judged in the order in which it was asked', () => {
  test('when the messages of requests and accepts are gone for ever', async () => {
    const [hopeful, hesitant] = families(2);
    await runScenario({
      name: 'messages deleted from the queue',
      async load(ledger, [waiting, other]) {
        if (hopeful === undefined || hesitant === undefined || waiting === undefined || other === undefined) return;
        await whileNobodyJudges(
          ledger,
          async () => {
            const asks: Ask[] = [
              ['Request', hopeful],
              ['Request', hesitant],
              ['Cancel', hesitant],
              ['Accept', waiting],
              ['Accept', other],
            ];
            for (const one of asks) await ledger.ask(one);
            await untilSent('nursery', idOf(other));
            await ledger.ask(['Cancel', other]);
            for (const one of [hopeful, hesitant, waiting]) await loseMessage({ requestId: idOf(one) });
            await loseMessage({ requestId: idOf(other), type: 'Accept' });
          },
          async () => {
            await everywhere(hopeful, STATUS.requested, 1);
            await everywhere(hesitant, STATUS.cancelled, 2);
            expect(await judged(hesitant)).toEqual(['Request applied', 'Cancel applied']);
            await everywhere(waiting, STATUS.accepted, 2);
          },
        );
      },
      fault: async () => 4,
    });
  });

  test('when the message of a command is gone and an operator repairs, without waiting for the next time', async () => {
    const [family] = families(1);
    await runScenario({
      name: 'message deleted, reconcile REPAIR=1',
      async load(ledger) {
        if (family === undefined) return;
        await whileNobodyJudges(
          ledger,
          async () => {
            await ledger.ask(['Request', family]);
            await loseCommand('enterwait', idOf(family));
          },
          async () => {
            const target = targetOfStack(theStack());
            try {
              const settings = { lostAfterMs: 0, settleMs: 1_000, patienceMs: 30_000 };
              const { found, repaired } = await runReconcile(target, { ...settings, repair: 'yes' });
              const lost = found.differences.filter(({ request_id }) => request_id === idOf(family));
              expect(lost.map(({ kind }) => kind)).toEqual(['command-unanswered']);
              const left = repaired?.plan.left.filter(({ request_id }) => request_id === idOf(family));
              expect(left).toEqual([]);
            } finally {
              target.close();
            }
            await everywhere(family, STATUS.requested, 1);
          },
        );
      },
      fault: async () => 1,
    });
  });

  test('when a command dies and its dead letter is deleted', async () => {
    const [family] = families(1);
    await runScenario({
      name: 'dead letter deleted',
      async load(ledger, [waiting]) {
        if (family === undefined || waiting === undefined) return;
        await whileNobodyJudges(
          ledger,
          async () => {
            await ledger.ask(['Request', family]);
            await ledger.ask(['Accept', waiting]);
            for (const one of [family, waiting]) {
              await letDie({ requestId: idOf(one) });
              await deleteDeadLetter(idOf(one));
            }
          },
          async () => {
            await everywhere(family, STATUS.requested, 1);
            await everywhere(waiting, STATUS.accepted, 2);
          },
        );
      },
      fault: async () => 2,
    });
  });

  test('when a request dies, the cancel behind it does not, and the request is put back: the last word stands', async () => {
    const [family] = families(1);
    await runScenario({
      name: 'request dies, cancel does not, redrive',
      async load(ledger) {
        if (family === undefined) return;
        await whileNobodyJudges(
          ledger,
          async () => {
            await ledger.ask(['Request', family]);
            await letDie({ requestId: idOf(family), type: 'Request' });
            await ledger.ask(['Cancel', family]);
          },
          async () => {
            await everywhere(family, STATUS.cancelled, 2);
            expect(await redriveCommands()).toBeGreaterThan(0);
            // The scenario ends when nothing moves: by then the request has been judged again, if that was going to happen.
          },
        );
      },
      fault: async () => 1,
    });
    if (family !== undefined) await everywhere(family, STATUS.cancelled, 2);
  });
});
