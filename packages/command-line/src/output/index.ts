export { consoleReporter } from './console-reporter.ts';
export { closingLine, type Finding, type Tally, tellFindings } from './counted.ts';
export { type Progress, startProgress } from './progress.ts';
export type { Reporter } from './reporter.ts';
export { renderTable } from './table.ts';
