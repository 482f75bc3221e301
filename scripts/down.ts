import { defaultStateDir } from '@enterwait/command-line/files';
import { isSet } from '@enterwait/command-line/options';
import { runCli } from '../localstack/command/run-cli.ts';
import { hasRemains } from '../localstack/docker/compose.ts';
import { hasDockerEngine, noEngine } from '../localstack/docker/engine.ts';
import { type Stopped, stopDocker, stopEmbedded } from '../localstack/stack/stop.ts';
import { belongsTo, takeOverToStop } from '../localstack/state/belonging.ts';
import { keptKinds } from '../localstack/state/kept-data.ts';
import { pathsOf } from '../localstack/state/paths.ts';
import { readRecord } from '../localstack/state/record.ts';
import { resetData } from '../localstack/state/reset.ts';
import { endOrphans } from '../localstack/state/stacks.ts';

/**
 * `make down`: stops everything that was started here, whatever state it is in. The data stays for the next `make up`; `RESET=1` removes
 * it too, and says how much there was.
 */
await runCli(async () => {
  const begun = performance.now();
  const original = takeOverToStop(defaultStateDir);
  if (original !== undefined) console.log(belongsTo(original));
  const record = readRecord(pathsOf(defaultStateDir).record);
  const engine = record?.kind === 'embedded' && !isSet('RESET') ? false : await hasDockerEngine();
  // A stack that is already stopped needs its engine only to remove its data.
  const needsEngine = record?.kind === 'docker' && (record.status !== 'stopped' || isSet('RESET'));
  const stop = () => stopMain(needsEngine, engine);
  const stopped = isSet('RESET')
    ? await resetData(defaultStateDir, await keptKinds(defaultStateDir, engine), stop)
    : await stop();
  const orphans = await endOrphans();
  stopped.parts.push(...orphans.parts);
  stopped.strays += orphans.strays;

  const what = [...stopped.parts, ...(stopped.strays > 0 ? [`흩어진 프로세스 (strays): ${stopped.strays}`] : [])];
  console.log(
    what.length > 0 ? `✓ 끝냄 (stopped): ${what.join(', ')}` : '실행 중인 것이 없었습니다 (nothing was running)',
  );
  const kept = await keptKinds(defaultStateDir, engine);
  if (kept.length > 0)
    console.log(
      `남겨 둔 것 (kept): 자료 (the data, ${kept.join(', ')}) — make up 이 이어 씁니다 (goes on with them), make down RESET=1 이 지웁니다 (removes them)`,
    );
  console.log(
    `남겨 둔 것 (kept): venv, node_modules, 이미지 (images), logs, secrets.env — make clean 이 자료와 함께 지웁니다 (removes them, with the data)`,
  );
  console.log(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
});

async function stopMain(needsEngine: boolean, engine: boolean): Promise<Stopped> {
  if (engine && (await hasRemains(pathsOf(defaultStateDir)))) return stopDocker(defaultStateDir);
  const stopped = await stopEmbedded(defaultStateDir);
  if (needsEngine && !engine) throw noEngine('make down');
  return stopped;
}
