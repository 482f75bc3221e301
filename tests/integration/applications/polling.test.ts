import { forEachAtOnce } from '@enterwait/command-line/processes';
import type { Application } from '@enterwait/domain/application';
import { STATUS, SYSTEMS } from '@enterwait/domain/protocol';
import { asProgram, call, parents, staff, urlOf } from '../../support/commands/api.ts';
import { idOf } from '../../support/commands/samples.ts';
import { families } from '../../support/scenarios/ledger-of-answers.ts';
import { everywhere } from '../../support/scenarios/outcome.ts';
import { sized } from '../../support/stack/sized.ts';

const APPLICATIONS = sized(200);
/** Simultaneous reads, at each system. */
const READERS = 4;
/** Families who are active at the same time. */
const FAMILIES_AT_ONCE = 5;

interface View {
  readonly status: number | null;
  readonly version: number;
  readonly in_flight: readonly unknown[];
  readonly history: readonly { readonly version: number | null; readonly outcome: string | null }[];
}

/** What is impossible in an answer, or undefined. An application has a status or waits for one, and some command decided its status. */
function tornness({ status, version, in_flight, history }: View): string | undefined {
  if (status === null && in_flight.length === 0) return 'neither a status nor a command in flight';
  const decided = history.some((one) => one.outcome === 'applied' && one.version === version);
  return version > 0 && !decided ? `version ${version} is not in its history` : undefined;
}

const accepted = async (answer: Promise<{ status: number }>): Promise<void> => {
  expect((await answer).status).toBe(202);
};

/** One family after the other: applied, accepted or withdrawn, and known everywhere. */
async function goThrough(application: Application, index: number): Promise<void> {
  await accepted(parents.request(application));
  await everywhere(application, STATUS.requested, 1);
  if (index % 2 === 0) {
    await accepted(staff.reject(application));
    await everywhere(application, STATUS.rejected, 2);
  } else {
    await accepted(parents.cancel(application));
    await everywhere(application, STATUS.cancelled, 2);
  }
}

test(`no answer is torn while ${APPLICATIONS} applications go through and both systems are asked without a pause`, async () => {
  const applications = families(APPLICATIONS);
  const current = new Set<Application>();
  const torn: string[] = [];
  let reads = 0;
  let isOver = false;

  const reader = async (system: 'enterwait' | 'nursery', offset: number): Promise<void> => {
    for (let turn = offset; !isOver; turn += 1) {
      const [...open] = current;
      const application = open[turn % Math.max(open.length, 1)];
      if (application === undefined) {
        // Nobody has begun yet.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      const { status, json } = await call(`${urlOf(system)}/requests/${idOf(application)}`, { headers: asProgram() });
      // This system does not know it yet.
      if (status === 404) continue;
      reads += 1;
      const why = status === 200 ? tornness(json as unknown as View) : `status ${status}`;
      if (why !== undefined) torn.push(`${system} ${idOf(application)}: ${why}`);
    }
  };
  const readers = SYSTEMS.flatMap((system) => Array.from({ length: READERS }, (_reader, at) => reader(system, at)));
  try {
    await forEachAtOnce([...applications.entries()], FAMILIES_AT_ONCE, async ([index, application]) => {
      current.add(application);
      await goThrough(application, index);
      current.delete(application);
    });
  } finally {
    isOver = true;
    await Promise.all(readers);
    process.stderr.write(`torn reads: ${torn.length} of ${reads} answers\n`);
  }
  expect(torn.slice(0, 10)).toEqual([]);
});
