import { UserError } from '@enterwait/command-line/errors';
import type { Reporter } from '@enterwait/command-line/output';
import { waitFor } from '@enterwait/command-line/processes';
import { connectAny } from './attach.ts';
import { type Condition, type Conditions, conditionsOf } from './condition.ts';
import type { StackContext } from './context.ts';

/** How long a running part may stay silent before it counts as hung. A laptop that wakes up needs seconds. */
const PATIENCE_MS = 60_000;

/**
 * Brings back the stateful parts of a stack that had started completely: waits for silent ones, and restarts a dead database on its data.
 * @returns `emulator lost`: its state is gone and must be rebuilt from the databases
 * @throws UserError (`SILENT`) when a part runs but does not answer
 */
export async function reviveStack(
  context: StackContext,
  log: Reporter,
  patienceMs = PATIENCE_MS,
): Promise<'whole' | 'emulator lost'> {
  const { emulator, database } = await settled(context, log, patienceMs);
  const names = NAMES[context.record.kind];
  if (database === 'gone')
    log.note(`${names.database} 이(가) 죽어 있습니다 (has died): 자료는 그대로입니다 (the data are there)`);
  if (emulator === 'gone' || emulator === 'empty') {
    const what =
      emulator === 'gone' ? '죽어 있습니다 (has died)' : '다시 시작되어 비어 있습니다 (was started again and is empty)';
    log.note(`${names.emulator} 이(가) ${what}: 데이터베이스로 다시 만듭니다 (it is built anew from the databases)`);
    return 'emulator lost';
  }
  if (database === 'gone') {
    await log.step(`${names.database} 다시 시작 (starting it again)`, () => connectAny(context).database.start());
  }
  return 'whole';
}

const NAMES = {
  embedded: { emulator: 'AWS(MiniStack)', database: '데이터베이스 (database)' },
  docker: { emulator: 'AWS(LocalStack)', database: '데이터베이스 (database)' },
} as const;

/** The conditions once nothing is silent any more. */
async function settled(context: StackContext, log: Reporter, patienceMs: number): Promise<Conditions> {
  let conditions = await conditionsOf(context);
  const silent = silentOnes(context, conditions);
  if (silent.length === 0) return conditions;
  const title = `${silent.join(', ')}: 답을 기다림 (running, but silent: waiting for it to answer)`;
  await log.step(title, async () => {
    const heard = async () => {
      conditions = await conditionsOf(context);
      return silentOnes(context, conditions).length === 0;
    };
    await waitFor(heard, { timeoutMs: patienceMs, everyMs: 500, signal: context.signal }).catch((error) => {
      if (!(error instanceof UserError && error.code === 'TIMEOUT')) throw error;
      throw new UserError(
        'SILENT',
        `${silentOnes(context, conditions).join(', ')} 이(가) ${patienceMs / 1000}초째 답하지 않습니다 (runs and has not answered for ${patienceMs / 1000} s)`,
        '자료를 두고 다시 시작 (start again, the data stay): make down && make up',
      );
    });
  });
  return conditions;
}

const isSilent = (condition: Condition): boolean => condition === 'silent';

function silentOnes({ record }: StackContext, { emulator, database }: Conditions): string[] {
  const names = NAMES[record.kind];
  return [...(isSilent(emulator) ? [names.emulator] : []), ...(isSilent(database) ? [names.database] : [])];
}
