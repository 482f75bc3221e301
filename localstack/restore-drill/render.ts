import { renderTable } from '@enterwait/command-line/output';
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
    [
      '문 닫힌 동안 거절 refused',
      String(drill.refused),
      `들어온 것 let in: ${drill.letIn} · 한 자리에 둘 overbooked: ${drill.overbooked}`,
    ],
    [
      '데이터베이스와 함께 unsent',
      String(drill.unsent),
      '보내기 전이라 다시 해야 함 (never handed over: to be asked again)',
    ],
    ['잃은 것 lost', String(drill.lost.length), drill.lost.slice(0, 3).join(', ')],
    ['어긋난 것 disagreeing', String(drill.disagreeing.length), drill.disagreeing.slice(0, 3).join(', ')],
    [
      '남은 차이 differences',
      String(drill.differences.length),
      `처리 중, 죽은 명령 (under way, dead commands): ${drill.waiting}`,
    ],
  ]);
}

/** Whether the drill ended as it must. */
export const isSound = ({ lost, disagreeing, differences, letIn, overbooked, waiting }: Drill): boolean =>
  lost.length + disagreeing.length + differences.length + letIn + overbooked + waiting === 0;
