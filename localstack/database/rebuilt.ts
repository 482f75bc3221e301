import type { Reporter } from '@enterwait/command-line/output';
import { waitFor } from '@enterwait/command-line/processes';
import type { Rebuilt } from '@enterwait/operations/rebuild';
import { leftOf, renderRun, runReconcile } from '@enterwait/operations/reconcile';
import { targetOfStack } from '../stack/local-target.ts';
import type { StartedStack } from '../stack/stack.ts';
import { waitingCommands } from '../status/waiting-commands.ts';

/**
 * Compares both systems with the table rebuilt from them, delivers what only one of them had received, and reports the counts. Any
 * remaining differences are reported and left to a person: the stack works and nothing is lost.
 */
export async function compareAfterRebuild(stack: StartedStack, rebuilt: Rebuilt, log: Reporter): Promise<void> {
  const target = targetOfStack(stack);
  try {
    if (rebuilt.unanswered > 0) await log.step('답 없던 명령 (commands without an answer)', () => answered(stack));
    const run = await log.step('비교 (reconcile)', async (progress) => {
      const done = await runReconcile(target, { repair: 'yes' });
      const { compared, differences } = leftOf(done);
      progress(`신청 ${compared}건 (applications), 차이 ${differences.length}건 (differences)`);
      return done;
    });
    log.note(
      `자료를 이어 씁니다 (going on with the data): 신청 ${rebuilt.applications}건 (applications), 다시 물은 명령 ${rebuilt.unanswered}건 (commands asked again), 다시 전달 ${run.repaired?.sent ?? 0}건 (delivered again)`,
    );
    if (leftOf(run).differences.length > 0) log.note(renderRun(run));
  } finally {
    target.close();
  }
}

/** The relays send at once. If a command is still unanswered after a while, `make status` shows it. */
async function answered(stack: StartedStack): Promise<void> {
  const none = async () =>
    (await waitingCommands(stack)).every(({ waiting }) => waiting !== undefined && waiting.unanswered === 0);
  await waitFor(none, { timeoutMs: 30_000, everyMs: 500 }).catch(() => {});
}
