import { renderTable } from '../table.ts';
import type { Drill } from './drill.ts';

const seconds = (value: number): string => `${value.toFixed(1)} s`;

export function renderDrill(drill: Drill): string {
  const { victim, before, after, backup, restored, readySeconds, cleanSeconds, repaired } = drill;
  return renderTable([
    ['신청 applications', `${before} + ${after}`, '백업 전과 그 뒤 (before the backup, and since)'],
    ['백업 backup', seconds(backup.seconds), `행 rows ${backup.rows}, 항목 items ${backup.items}`],
    [`복원 restore (${victim})`, seconds(restored.seconds), `행 rows ${restored.rows}`],
    ['다시 응답 ready again', seconds(readySeconds), '없어진 때부터 (from the loss)'],
    ['다른 것 없음 nothing differs', seconds(cleanSeconds), `표에서 다시 전달 (delivered from the table): ${repaired}`],
    ['잃은 것 lost', String(drill.lost.length), drill.lost.slice(0, 3).join(', ')],
    ['어긋난 것 disagreeing', String(drill.disagreeing.length), drill.disagreeing.slice(0, 3).join(', ')],
    ['남은 차이 differences', String(drill.differences.length), ''],
  ]);
}

/** Whether it ended as it must. */
export const isSound = ({ lost, disagreeing, differences }: Drill): boolean =>
  lost.length + disagreeing.length + differences.length === 0;
