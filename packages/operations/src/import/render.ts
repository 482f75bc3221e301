import { styleText } from 'node:util';
import { renderTable } from '@enterwait/command-line/output';
import { OLD_TABLES } from './reading/old-schema.ts';
import { REFUSALS } from './reading/refusals.ts';
import type { ImportResult } from './run.ts';

/** Whether every row of the source is accounted for, and the new system agrees with itself. */
export function isWhole({ tables, dryRun, differences }: ImportResult): boolean {
  const counted = Object.values(tables).every(
    (one) => one.in === one.new + one.same + one.refused && (dryRun || one.found === one.new + one.same),
  );
  return counted && (dryRun || differences === 0);
}

/** The result for a person: counts, no ids. */
export function renderResult(result: ImportResult): string {
  const { tables, dryRun, refusals, seconds, rowsHere, memoryMb } = result;
  const rows = OLD_TABLES.map((table) => {
    const one = tables[table];
    return [table, one.in, one.new, one.same, one.refused, one.found ?? '-'].map(String);
  });
  const head = [
    '',
    '들어옴 in',
    dryRun ? '새것 would be new' : '새것 new',
    '그대로 same',
    '거절 refused',
    '찾음 found',
  ];
  const reasons = [...refusals].map(([code, count]) => ['  ', code, String(count), REFUSALS[code]]);
  const perSecond = Math.round(rowsHere / Math.max(seconds, 0.001));
  return [
    renderTable([head, ...rows]),
    ...(reasons.length === 0 ? [] : ['\n거절한 이유 (why refused)', renderTable(reasons), `  ${result.report}`]),
    `\n${rowsHere} 행 (rows) · ${seconds.toFixed(1)} s · 초당 ${perSecond} 행 (rows/s) · 최대 메모리 (peak memory) ${memoryMb} MB`,
    ...(result.withoutAccount === 0
      ? []
      : [
          `계정 없는 보호자 (parents without an account: their mail address is another's) ${result.withoutAccount}`,
          `  ${result.accountReport}`,
        ]),
    ...(dryRun ? ['DRY_RUN: 아무것도 바꾸지 않음 (nothing was changed)'] : [differencesOf(result)]),
    isWhole(result)
      ? `${styleText('green', '✓')} 들어온 행 = 새것 + 그대로 + 거절 (rows in = new + same + refused)`
      : `${styleText('red', '✗')} 맞지 않는 행이 있습니다 (something does not add up)`,
  ].join('\n');
}

const differencesOf = ({ compared, differences }: ImportResult): string =>
  `reconcile: 신청 ${compared} 건 비교 (compared), 다름 ${differences} (differ)`;
