import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hasRemains } from '../localstack/compose.ts';
import { hasDockerEngine } from '../localstack/engine.ts';
import { StackError } from '../localstack/errors.ts';
import { cacheDir, defaultStateDir, pathsOf } from '../localstack/paths.ts';
import { isRunning, recallProcess } from '../localstack/processes.ts';
import { readRecord } from '../localstack/record.ts';
import { LAUNCHER_PROCESS, type Stopped, stopDocker, stopEmbedded } from '../localstack/stop.ts';
import { runCli } from './lib/cli.ts';

/** `make down`: ends everything that was started here, however it was left. */
await runCli(async () => {
  const begun = performance.now();
  const stopped = await stopMain();
  for (const stateDir of orphanedStacks()) merge(stopped, await stopEmbedded(stateDir));

  const what = [...stopped.parts, ...(stopped.strays > 0 ? [`흩어진 프로세스 (strays): ${stopped.strays}`] : [])];
  console.log(
    what.length > 0 ? `✓ 끝냄 (stopped): ${what.join(', ')}` : '실행 중인 것이 없었습니다 (nothing was running)',
  );
  console.log(
    `남겨 둔 것 (kept): venv, node_modules, 이미지 (images), logs, secrets.env — make clean 이 지웁니다 (removes them)`,
  );
  console.log(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
});

async function stopMain(): Promise<Stopped> {
  const record = readRecord(pathsOf(defaultStateDir).record);
  const engine = record?.kind === 'embedded' ? false : await hasDockerEngine();
  if (engine && (await hasRemains(pathsOf(defaultStateDir)))) return stopDocker(defaultStateDir);
  const stopped = await stopEmbedded(defaultStateDir);
  if (record?.kind === 'docker' && !engine) {
    throw new StackError(
      'NO_ENGINE',
      'Docker 엔진이 답하지 않습니다 (the Docker engine does not answer)',
      '엔진을 켠 뒤 다시 (start it, then again): make down',
    );
  }
  return stopped;
}

/** State folders of test stacks whose suite is gone; one that is still at work keeps its stack. */
function orphanedStacks(): string[] {
  mkdirSync(cacheDir, { recursive: true });
  const folders = readdirSync(cacheDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map((entry) => join(cacheDir, entry.name))
    .filter((stateDir) => readRecord(pathsOf(stateDir).record) !== undefined)
    .filter((stateDir) => {
      const owner = recallProcess(pathsOf(stateDir).pids, LAUNCHER_PROCESS);
      return owner !== undefined && !isRunning(owner);
    });
}

function merge(into: Stopped, more: Stopped): void {
  into.parts.push(...more.parts);
  into.strays += more.strays;
}
