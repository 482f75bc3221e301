import { renderTable } from '../table.ts';
import type { Difference, DifferenceKind } from './compare.ts';
import type { Reconciliation } from './reconcile.ts';
import type { Run } from './run.ts';

const MEANINGS: Record<DifferenceKind, string> = {
  'row-missing': '행이 없음 (no row)',
  'row-behind': '이전 버전 (an earlier version)',
  'row-differs': '같은 버전, 다른 내용 (same version, other content)',
  'row-ahead': '판정보다 높은 버전 (a later version than judged): REPAIR=force',
  'row-unknown': '판정된 적 없음 (never judged)',
  'outcome-lost': '결과를 모름 (its outcome was lost)',
  'command-lost': '판정도 발신함도 없음 (neither judged nor in the outbox): make dlq',
  'child-missing': '승인됐으나 재원 아님 (accepted, not enrolled)',
  'child-extra': '승인 아닌데 재원 (enrolled, not accepted)',
};
const SHOWN = 100;

export function renderDifferences(differences: readonly Difference[]): string {
  const state = (at: Difference['have']) => (at === undefined ? '-' : `${at.status ?? '-'} v${at.version}`);
  const rows = differences
    .slice(0, SHOWN)
    .map(({ system, request_id, event_id, kind, have, want, fields = [] }) => [
      system,
      request_id,
      event_id ?? '-',
      state(have),
      state(want),
      `${kind} ${MEANINGS[kind]}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`,
    ]);
  const head = ['시스템 system', '신청 request_id', '이벤트 event_id', '있음 has', '판정 judged', '차이 difference'];
  const more = differences.length > SHOWN ? `\n… ${differences.length - SHOWN} 개 더 (more): JSON=1` : '';
  return `${renderTable([head, ...rows])}${more}`;
}

function renderOne({ differences, compared, unjudged, cut, underWay, memoryMb }: Reconciliation): string {
  const lines = differences.length === 0 ? [] : [renderDifferences(differences), ''];
  lines.push(
    `신청 (applications): ${compared} · 판정 없는 것 (not judged): enterwait ${unjudged.enterwait}, nursery ${unjudged.nursery} · 차이 (differences): ${differences.length} · 메모리 (memory): ${memoryMb} MB`,
  );
  if (cut) lines.push('MAX 에 닿아 더 찾지 않음 (reached MAX: there may be more)');
  if (underWay > 0) {
    lines.push(
      `아직 처리 중인 메시지 ${underWay}개: 차이가 곧 없어질 수 있음 (messages are under way: differences may vanish)`,
    );
  }
  return lines.join('\n');
}

export function renderRun({ found, repaired }: Run): string {
  if (repaired === undefined) return renderOne(found);
  const { plan, sent, after } = repaired;
  const distrusted =
    plan.distrusted.length === 0 ? '' : ` · 버전을 되돌린 행 (versions taken back): ${plan.distrusted.length}`;
  const left = plan.left.length === 0 ? '' : ` · 사람이 볼 것 (for a person): ${plan.left.length}`;
  return [renderOne(found), `\n다시 전달 (delivered again): ${sent}${distrusted}${left}\n`, renderOne(after)].join(
    '\n',
  );
}
