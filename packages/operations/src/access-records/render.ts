import { renderTable } from '@enterwait/command-line/output';
import type { Check } from './check.ts';

/** What the check of each system found. */
export function renderChecks(checks: ReadonlyMap<string, Check>): string {
  const rows = [...checks].map(([system, { records, findings, more, unsealed, since, head }]) => [
    system,
    String(records),
    `${findings.length}${more ? '+' : ''}`,
    String(unsealed.reduce((sum, { rows: count }) => sum + count, 0)),
    since ?? '-',
    head ?? '-',
  ]);
  const found = [...checks].flatMap(([system, { findings }]) =>
    findings.map(({ kind, day, writer, seq }) => `✗ ${system} ${day} ${[kind, writer, seq].filter(Boolean).join(' ')}`),
  );
  const head = ['', '기록 (records)', '어긋남 (findings)', '봉인 전 (unsealed)', '남은 첫날 (since)', '봉인 (head)'];
  return [renderTable([head, ...rows]), ...found].join('\n');
}
