import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { idOf } from '../support/commands/samples.ts';
import { findWrongs } from '../support/scenarios/checker.ts';
import { type Ask, families } from '../support/scenarios/ledger-of-answers.ts';
import { runScenario } from '../support/scenarios/scenario.ts';
import { confirmedIn } from '../support/stack/databases.ts';
import { eventually } from '../support/stack/eventually.ts';
import { sized } from '../support/stack/sized.ts';

const PAIRS = sized(100);

const statusIn = async (system: 'enterwait' | 'nursery', application: Application) =>
  (await confirmedIn(system, idOf(application)))?.status;

describe('commands against each other', () => {
  test(`${PAIRS} pairs of cancel and accept fired together end the same everywhere, with no child enrolled`, async () => {
    const couples = families(PAIRS);
    await runScenario({
      name: `${PAIRS} cancel against accept`,
      async load(ledger) {
        await ledger.askAll(couples.map((application): Ask => ['Request', application]));
        await eventually(async () => {
          for (const application of couples) expect(await statusIn('nursery', application)).toBe(STATUS.requested);
        });
        await Promise.all(
          couples.map((application, index) => {
            const pair: Ask[] = [
              ['Accept', application],
              ['Cancel', application],
            ];
            return Promise.all((index % 2 === 0 ? pair : pair.reverse()).map(ledger.ask));
          }),
        );
      },
      fault: async () => PAIRS,
    });
    // A cancel is legal before and after the accept, so in any order it has the last word.
    for (const application of couples) expect(await statusIn('enterwait', application)).toBe(STATUS.cancelled);
    expect((await findWrongs({ asked: 0, promised: [], applications: couples })).wronglyEnrolled).toEqual([]);
  });

  test(`${PAIRS} request-then-cancel at once end cancelled on both sides`, async () => {
    const hesitant = families(PAIRS);
    await runScenario({
      name: `${PAIRS} request then cancel`,
      load: async (ledger) => {
        await Promise.all(
          hesitant.map(async (application) => {
            await ledger.ask(['Request', application]);
            await ledger.ask(['Cancel', application]);
          }),
        );
      },
      fault: async () => PAIRS,
    });
    for (const system of SYSTEMS) {
      for (const application of hesitant) expect(await statusIn(system, application)).toBe(STATUS.cancelled);
    }
  });
});
