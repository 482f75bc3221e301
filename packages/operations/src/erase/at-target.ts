import { StackError } from '@enterwait/command-line/errors';
import { pipelineOf, type Target } from '../target/target.ts';
import { EraseError } from './errors.ts';
import { type Leavers, type LeaverWishes, runLeaversOn } from './leavers.ts';
import { commandFor } from './options.ts';
import { type Erasure, runEraseOn } from './run.ts';
import type { Stores } from './stores.ts';
import type { EraseWishes, Whose } from './wishes.ts';

async function storesOf(target: Target): Promise<Stores> {
  const { forgetMails } = target;
  return {
    ...(await pipelineOf(target)),
    actor: 'make-erase',
    ...(forgetMails && { forgetMails }),
  };
}

/** Erases at a target. @throws StackError (`HAS_PLACE`, `DEAD_LETTERS`, `IN_FLIGHT`) */
export async function runErase(target: Target, wishes: EraseWishes): Promise<Erasure> {
  try {
    return await runEraseOn(await storesOf(target), wishes);
  } catch (error) {
    throw error instanceof EraseError ? inWords(error, wishes.whose) : error;
  }
}

/** Erases all who closed their account by themselves. */
export const runLeavers = async (target: Target, wishes: LeaverWishes): Promise<Leavers> =>
  runLeaversOn(await storesOf(target), wishes);

const ADVICE = {
  HAS_PLACE: (whose) => `그래도 하려면 (to do so nevertheless): ${commandFor(whose)} WITHDRAW=1`,
  DEAD_LETTERS: () => 'make dlq 로 보고, make redrive 로 되돌리거나 지운 뒤 다시 하세요 (redrive or delete them first)',
  IN_FLIGHT: () =>
    'make reconcile 로 보고 다시 하세요 (look with make reconcile, then run it again): 다시 해도 됩니다 (it goes on where it was)',
} as const satisfies Record<EraseError['code'], (whose: Whose) => string>;

const inWords = (error: EraseError, whose: Whose): StackError =>
  new StackError(error.code, error.message, ADVICE[error.code](whose), { cause: error });
