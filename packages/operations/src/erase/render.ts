import { styleText } from 'node:util';
import { renderTable } from '@enterwait/command-line/output';
import type { Leavers } from './leavers.ts';
import type { Erasure } from './run.ts';

const MAILS = {
  kept: '남음 (the emulator keeps them until it ends)',
  none: '없음 (SES keeps none)',
} as const;

export function renderErasure(run: Erasure): string {
  const { dryRun, applications, cancelled, places, children, accounts, mails, traceId } = run;
  if (applications.length === 0 && children === 0 && accounts === 0) {
    return '파기할 것이 없습니다 (nothing to erase)';
  }
  const rows = [
    ['신청 applications', String(applications.length)],
    ['그 전에 취소 cancelled before', String(cancelled.length)],
    ...(places.length === 0
      ? []
      : [['그중 자리가 있음 with a place', `${places.length} → WITHDRAW=1 (refused without it)`]]),
    ['아동 children', String(children)],
    ['계정 accounts', String(accounts)],
    ['메일 기록 mail log', typeof mails === 'number' ? String(mails) : MAILS[mails]],
    ...(dryRun ? [] : [['감사 추적 audit trace', traceId]]),
  ];
  const title = dryRun ? '파기될 것, 바뀐 것 없음 (would be erased, nothing was changed)' : '파기했습니다 (erased)';
  return `${styleText('bold', title)}\n${renderTable(rows)}`;
}

export function renderLeavers({ erased, later }: Leavers, dryRun: boolean): string {
  if (erased.length === 0 && later.length === 0) return '탈퇴한 사람이 없습니다 (nobody has left)';
  const sum = (of: (one: Erasure) => number): string => String(erased.reduce((total, one) => total + of(one), 0));
  const title = dryRun ? '파기될 것, 바뀐 것 없음 (would be erased, nothing was changed)' : '파기했습니다 (erased)';
  const rows = [
    ['탈퇴한 사람 who left', String(erased.length)],
    ['신청 applications', sum(({ applications }) => applications.length)],
    ['아동 children', sum(({ children }) => children)],
    ...(later.length === 0
      ? []
      : [['다음에 later', `${later.length}: ${[...new Set(later.map(({ code }) => code))].join(', ')}`]]),
  ];
  return `${styleText('bold', title)}\n${renderTable(rows)}`;
}
