import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { Cancelled } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { readNumber } from '@enterwait/command-line/options';
import { consoleReporter, renderTable, startProgress } from '@enterwait/command-line/output';
import type { Target } from '@enterwait/operations/target';
import { runCli } from '../../localstack/command/run-cli.ts';
import { embeddedAdapter } from '../../localstack/embedded/embedded.ts';
import { attach } from '../../localstack/stack/attach.ts';
import { targetOfStack } from '../../localstack/stack/local-target.ts';
import type { StartedStack } from '../../localstack/stack/stack.ts';
import { startStack } from '../../localstack/stack/start.ts';
import { pathsOf } from '../../localstack/state/paths.ts';
import { readRecord } from '../../localstack/state/record.ts';
import { openDatabases } from './databases.ts';
import { type Measured, measure, type Surface, TOGETHER } from './measure.ts';
import { type BenchRow, benchRows } from './rows.ts';
import { findSurfaces } from './surfaces.ts';
import { askIndex, putStates, removeStates } from './table.ts';

const SMALL = 1000;
const LARGE = 100_000;
const RUNS = 40;
/** How many rows are made and written at a time. */
const PORTION = 5000;
const GOAL_MS = 100;

/**
 * `make bench`: how long the pages and queries take with 1,000 and with 100,000 applications, signed in as parent, staff and operator.
 * It uses the running stack, or else one of its own. It writes the applications without the pipeline and removes them again. It asserts
 * nothing: times belong to a machine; only whether they stay the same while the data grows can be judged.
 */
await runCli(async (signal) => {
  const { stack, stop } = await aStack(signal);
  try {
    await bench(stack, signal);
  } finally {
    await stop();
  }
});

async function aStack(signal: AbortSignal): Promise<{ stack: StartedStack; stop: () => Promise<void> }> {
  if (readRecord(pathsOf(defaultStateDir).record)?.status === 'running')
    return { stack: attach(defaultStateDir).stack, stop: async () => {} };
  const stateDir = mkdtempSync(join(tmpdir(), 'enterwait-bench-'));
  const stack = await startStack(embeddedAdapter(), { stateDir, ports: 'free', log: consoleReporter(), signal });
  return {
    stack,
    async stop() {
      await stack.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

async function bench(stack: StartedStack, signal: AbortSignal): Promise<void> {
  const now = new Date();
  const large = readNumber('APPLICATIONS', LARGE);
  const runs = readNumber('RUNS', RUNS);
  const { documents, close } = targetOfStack(stack);
  const databases = await openDatabases(stack);
  const rowsOf = (from: number, to: number): BenchRow[] => benchRows(stack.demo, now, from, to);
  let written = 0;
  try {
    // Removes what an interrupted run has left.
    await databases.clean();
    const sizes = [Math.min(SMALL, large), large];
    const results: Measured[][] = [];
    for (const size of sizes) {
      await load(written, size);
      results.push(await measureAll(stack, documents, rowsOf(0, 1)[0], runs, size, signal));
    }
    console.log(render(sizes, results, runs, stack.kind));
  } finally {
    await cleanUp();
    await databases.close();
    close();
  }

  async function load(from: number, to: number): Promise<void> {
    const progress = startProgress(`적재 (loading) ${to}`, (to - from) * 2);
    for (let start = from; start < to; start += PORTION) {
      if (signal.aborted) throw new Cancelled();
      const rows = rowsOf(start, Math.min(start + PORTION, to));
      written = Math.max(written, start + rows.length);
      await Promise.all([
        databases.insert(rows).then(() => progress.add(rows.length)),
        putStates(documents, stack.tableName, rows, (count) => progress.add(count)),
      ]);
    }
    progress.end();
    await databases.analyse();
  }

  async function cleanUp(): Promise<void> {
    const progress = startProgress('정리 (cleaning up)', written);
    for (let start = 0; start < written; start += PORTION)
      await removeStates(documents, stack.tableName, rowsOf(start, Math.min(start + PORTION, written)), (count) =>
        progress.add(count),
      );
    progress.end();
    await databases.clean();
  }
}

async function measureAll(
  stack: StartedStack,
  documents: Target['documents'],
  example: BenchRow | undefined,
  runs: number,
  size: number,
  signal: AbortSignal,
): Promise<Measured[]> {
  const surfaces: Surface[] = [
    { name: '바닥 (floor): /healthz', url: `${stack.enterwaitUrl}/healthz`, headers: {} },
    {
      name: '바닥 (floor): DynamoDB, 색인 한 번 (one index query)',
      url: '',
      headers: {},
      ask: () => askIndex(documents, stack.tableName),
    },
    ...(await findSurfaces(stack, {
      request_id: example?.request_id ?? '',
      child_id: example?.application.child_id ?? '',
      nursery_id: stack.demo.staff.nursery_id,
    })),
  ];
  const progress = startProgress(`측정 (measuring) ${size}`, surfaces.length);
  const measured: Measured[] = [];
  for (const surface of surfaces) {
    if (signal.aborted) throw new Cancelled();
    measured.push(await measure(surface, runs));
    progress.add();
  }
  progress.end();
  return measured;
}

function render(
  sizes: readonly number[],
  results: readonly (readonly Measured[])[],
  runs: number,
  kind: string,
): string {
  const names = [...new Set(results.flat().map(({ surface }) => surface.name))];
  const ms = (value: number) => value.toFixed(1);
  const cell = (measured: Measured | undefined): string[] => {
    if (measured === undefined) return ['-', '-', '-', '-'];
    const { alone, together } = measured;
    const goal = (value: number) => (value > GOAL_MS ? styleText('red', ms(value)) : ms(value));
    return [ms(alone.p50), goal(alone.p95), ms(alone.max), goal(together.p95)];
  };
  const rows = names.map((name) => [
    name,
    ...results.flatMap((result) => cell(result.find(({ surface }) => surface.name === name))),
    `${((results.at(-1)?.find(({ surface }) => surface.name === name)?.bytes ?? 0) / 1024).toFixed(0)} kB`,
  ]);
  const head = ['', ...sizes.flatMap((size) => [`${size}: p50`, 'p95', 'max', `p95 ×${TOGETHER}`]), ''];
  const slow = new Set(
    results.flatMap((result) => result.filter(({ alone }) => alone.p95 > GOAL_MS).map(({ surface }) => surface.name)),
  );
  return [
    `\n${styleText('bold', '서버 시간, 밀리초 (server time, ms)')} · ${kind} · ${cpus().length} CPU · ${runs} 회 혼자 (alone), ${runs * 2} 회 ${TOGETHER} 명이 함께 (${TOGETHER} at once)`,
    renderTable([head, ...rows]),
    slow.size === 0
      ? `p95 ≤ ${GOAL_MS} ms: ${names.length} 개 모두 (all)`
      : `p95 > ${GOAL_MS} ms: ${[...slow].join(', ')}`,
  ].join('\n');
}
