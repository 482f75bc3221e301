import { renderTable } from '@enterwait/command-line/output';
import type { Difference } from './examining/difference.ts';
import type { Reconciliation } from './reconcile.ts';
import type { Run } from './run.ts';
import { FOR_A_PERSON, MEANINGS } from './words.ts';

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
      `${kind} ${MEANINGS[kind].ko} (${MEANINGS[kind].en})${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`,
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

/** The advice for the remaining differences, once for each kind. */
function adviceOn(differences: readonly Difference[]): string[] {
  const kinds = [...new Set(differences.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const advice = FOR_A_PERSON[kind];
    return advice === undefined ? [] : [`${kind}: ${advice.ko}\n  ${advice.en}`];
  });
}

export function renderRun(run: Run): string {
  const { found, repaired } = run;
  // Until a repair was tried, a lost command needs no person.
  const left = repaired?.plan.left ?? found.differences.filter(({ kind }) => kind !== 'command-lost');
  const advice = adviceOn(left);
  const last = advice.length === 0 ? [] : ['', '사람이 할 일 (for a person)', ...advice];
  if (repaired === undefined) return [renderOne(found), ...last].join('\n');
  const { plan, sent, asked, corrected, after } = repaired;
  const also = [
    [asked, '다시 물음 (asked again)'],
    [corrected, '제자리에서 고침 (put right)'],
    [plan.distrusted.length, '버전을 되돌린 행 (versions taken back)'],
    [plan.left.length, '사람이 볼 것 (for a person)'],
  ] as const;
  const done = also.filter(([count]) => count > 0).map(([count, what]) => ` · ${what}: ${count}`);
  return [renderOne(found), `\n다시 전달 (delivered again): ${sent}${done.join('')}\n`, renderOne(after), ...last].join(
    '\n',
  );
}
