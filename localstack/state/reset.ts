import type { StackKind } from '../settings/settings.ts';
import { countKept, removeKept } from './kept-data.ts';

/**
 * Removes the databases of these kinds (`RESET=1`), after reporting how much data they hold.
 * @param stop ends what is running, but only after the count, which needs the databases
 */
export async function resetData<Stopped>(
  stateDir: string,
  kinds: readonly StackKind[],
  stop: () => Promise<Stopped>,
  tell: (line: string) => void = console.log,
): Promise<Stopped> {
  for (const kind of kinds) {
    const count = await countKept(stateDir, kind);
    const many = count === undefined ? '몇 건인지 알 수 없음 (nobody can tell how many)' : `${count}건 (applications)`;
    tell(`지움 (removing): ${kind} 의 자료 (the data), 신청 ${many}`);
  }
  const stopped = await stop();
  for (const kind of kinds) await removeKept(stateDir, kind);
  return stopped;
}
