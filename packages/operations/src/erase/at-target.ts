import { UserError } from '@enterwait/command-line/errors';
import { pipelineOf, type Target } from '../target/target.ts';
import { EraseError } from './errors.ts';
import { type LeaverOptions, type Leavers, runLeaversOn } from './leavers.ts';
import { commandFor } from './options.ts';
import { type Erasure, runEraseOn } from './run.ts';
import type { EraseOptions, EraseScope } from './scope.ts';
import type { Stores } from './stores/stores.ts';

async function storesOf(target: Target): Promise<Stores> {
  const { forgetMails } = target;
  return {
    ...(await pipelineOf(target)),
    actor: 'make-erase',
    ...(forgetMails && { forgetMails }),
  };
}

/** Erases at a target. @throws UserError (`HAS_PLACE`, `DEAD_LETTERS`, `IN_FLIGHT`) */
export async function runErase(target: Target, options: EraseOptions): Promise<Erasure> {
  try {
    return await runEraseOn(await storesOf(target), options);
  } catch (error) {
    throw error instanceof EraseError ? inWords(error, options.scope) : error;
  }
}

/** Erases everyone who closed their own account. */
export const runLeavers = async (target: Target, options: LeaverOptions): Promise<Leavers> =>
  runLeaversOn(await storesOf(target), options);

const ADVICE = {
  HAS_PLACE: (scope) => `그래도 하려면 (to do so nevertheless): ${commandFor(scope)} WITHDRAW=1`,
  DEAD_LETTERS: () => 'make dlq 로 보고, make redrive 로 되돌리거나 지운 뒤 다시 하세요 (redrive or delete them first)',
  IN_FLIGHT: () =>
    'make reconcile 로 보고 다시 하세요 (look with make reconcile, then run it again): 다시 해도 됩니다 (it goes on where it was)',
} as const satisfies Record<EraseError['code'], (scope: EraseScope) => string>;

const inWords = (error: EraseError, scope: EraseScope): UserError =>
  new UserError(error.code, error.message, ADVICE[error.code](scope), { cause: error });
