import { styleText } from 'node:util';
import { defaultStateDir } from '@enterwait/command-line/files';
import { renderTable } from '@enterwait/command-line/output';
import type { CommandType } from '@enterwait/domain/protocol';
import { runCli } from '../localstack/command/run-cli.ts';
import { openProbe } from '../localstack/demo/journey.ts';
import { measureBurst, measureLatency } from '../localstack/demo/load.ts';
import { followAndReport } from '../localstack/demo/proof.ts';
import { attach } from '../localstack/stack/attach.ts';
import type { StartedStack } from '../localstack/stack/stack.ts';

const STORIES: readonly { title: string; commands: readonly CommandType[] }[] = [
  { title: '신청하고 승인 (request, accept)', commands: ['Request', 'Accept'] },
  { title: '신청하고 반려 (request, reject)', commands: ['Request', 'Reject'] },
  { title: '신청하고 취소 (request, cancel)', commands: ['Request', 'Cancel'] },
];

/** `make demo`: shows three applications and what happened to them; with `LOAD=1` also measures latency and throughput. */
await runCli(async (signal) => {
  const { stack } = attach(defaultStateDir);
  for (const [at, { title, commands }] of STORIES.entries()) {
    console.log(`\n${styleText('bold', `${at + 1}. ${title}`)}\n`);
    await followAndReport(stack, commands, signal);
  }
  if (process.env.LOAD) await showLoad(stack);
  else console.log('\n속도와 양 (speed and volume): make demo LOAD=1');
});

async function showLoad(stack: StartedStack): Promise<void> {
  const probe = openProbe(stack);
  try {
    console.log(`\n${styleText('bold', '4. 지연과 처리량 (latency and throughput)')}\n`);
    const latency = await measureLatency(probe, 50);
    const ms = (value: number) => `${value.toFixed(1)} ms`;
    // LocalStack starts and polls its Lambdas at its own pace, so a fifth of the load is enough to show it.
    const burst = await measureBurst(probe, stack.kind === 'docker' ? 200 : 1000, 20);
    console.log(
      renderTable([
        [
          '   한 건씩 (one by one)',
          `${latency.count}건`,
          `202 → nursery 행 (row): 중앙값 (median) ${ms(latency.medianMs)}, p95 ${ms(latency.p95Ms)}, 최대 (max) ${ms(latency.maxMs)}`,
        ],
        [
          '   한꺼번에 (burst)',
          `${burst.count}건, ${burst.concurrency}개씩`,
          `접수 (answered) ${burst.answeredS.toFixed(1)} s, 모두 도착 (all arrived) ${burst.arrivedS.toFixed(1)} s`,
        ],
      ]),
    );
  } finally {
    await probe.close();
  }
}
