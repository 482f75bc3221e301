import { styleText } from 'node:util';
import { UserError } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { isSet } from '@enterwait/command-line/options';
import type { Reporter } from '@enterwait/command-line/output';
import { consoleReporter, renderTable } from '@enterwait/command-line/output';
import { isRunning, recallProcess } from '@enterwait/command-line/processes';
import type { Rebuilt } from '@enterwait/operations/rebuild';
import { runCli } from '../localstack/command/run-cli.ts';
import { compareAfterRebuild } from '../localstack/database/rebuilt.ts';
import { followAndReport } from '../localstack/demo/proof.ts';
import { hasRemains } from '../localstack/docker/compose.ts';
import { dockerAdapter } from '../localstack/docker/docker.ts';
import { detectKind, hasDockerEngine, requireDocker } from '../localstack/docker/engine.ts';
import { tellTroubles } from '../localstack/doctor/troubles.ts';
import { embeddedAdapter } from '../localstack/embedded/embedded.ts';
import { asBefore, conflictingSettings } from '../localstack/settings/conflicts.ts';
import { isLoopback, readSettings, type Settings, type StackKind } from '../localstack/settings/settings.ts';
import { attach } from '../localstack/stack/attach.ts';
import { reviveStack } from '../localstack/stack/revive.ts';
import type { StartedStack } from '../localstack/stack/stack.ts';
import { startStack } from '../localstack/stack/start.ts';
import { LAUNCHER_PROCESS, type Stopped, stopDocker, stopEmbedded } from '../localstack/stack/stop.ts';
import { updateStack } from '../localstack/stack/update.ts';
import { belongsTo, takeOver } from '../localstack/state/belonging.ts';
import { keptKinds } from '../localstack/state/kept-data.ts';
import { pathsOf } from '../localstack/state/paths.ts';
import { readRecord, type StackRecord } from '../localstack/state/record.ts';
import { resetData } from '../localstack/state/reset.ts';

/**
 * `make up`: starts the stack, or updates the running one, and proves it with one application. Existing data stays: an emulator that has
 * died is rebuilt from the databases. `RESET=1` starts without the old data.
 */
await runCli(async (signal) => {
  const begun = performance.now();
  const settings = readSettings();
  const log = consoleReporter();
  const original = takeOver(defaultStateDir);
  if (original !== undefined) log.note(belongsTo(original));
  refuseSecondLauncher();
  if (!isLoopback(settings.host))
    log.note(`HOST=${settings.host}: 다른 컴퓨터에서도 닿을 수 있습니다 (other machines may reach it)`);

  if (isSet('RESET')) await reset(settings, log);
  const record = readRecord(pathsOf(defaultStateDir).record);
  const running = record && (await runningStack(record, settings, log, signal));
  const stack = running ?? (await freshStack(await wishesOf(settings, record), log, signal));
  console.log(
    `\n${styleText('bold', '증명 (proof)')}: 신청 한 건을 끝까지 보냅니다 (one application goes all the way)\n`,
  );
  try {
    // Withdraw it at the end, so that it does not hold anyone's place.
    await followAndReport(stack, ['Request', 'Accept', 'Cancel'], signal);
  } catch (error) {
    // A start that cannot be proven has failed, so stop it. A stack that ran before belongs to someone and stays.
    if (!running) await log.step('정리 (putting it away)', () => stack.stop());
    throw error;
  }
  console.log(
    `\n${renderUrls(stack)}\n\n${renderDemo(stack)}\n\n다음 (next): make demo · make mail · make status · make logs · make env · make down\n`,
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(styleText('green', `✓ 준비됨 (ready): ${stack.kind}, ${seconds} s`));
}, tellTroubles);

function refuseSecondLauncher(): void {
  const launcher = recallProcess(pathsOf(defaultStateDir).pids, LAUNCHER_PROCESS);
  if (launcher && isRunning(launcher)) {
    throw new UserError(
      'BUSY',
      `다른 make up 이 진행 중입니다 (another make up is at it): pid ${launcher.pid}`,
      '기다리거나 (wait, or): make down',
    );
  }
}

/** `RESET=1`: drops the databases of the kind that is about to start. */
async function reset(settings: Settings, log: Reporter): Promise<void> {
  const record = readRecord(pathsOf(defaultStateDir).record);
  const kind = settings.kind ?? record?.kind ?? (await detectKind());
  if (kind === 'docker') await requireDocker();
  const kinds = (await keptKinds(defaultStateDir, kind === 'docker')).filter((one) => one === kind);
  await resetData(defaultStateDir, kinds, () => stopKind(record?.kind ?? kind), log.note);
}

/** A stack that died is restarted as it was; a stopped one comes back as the kind that holds its data. */
async function wishesOf(settings: Settings, record: StackRecord | undefined): Promise<Settings> {
  if (record === undefined) return settings;
  if (record.status !== 'stopped') return asBefore(settings, record);
  const engine = record.kind === 'docker' && (await hasDockerEngine());
  const kept = await keptKinds(defaultStateDir, engine);
  // Without the engine nobody can tell whether Docker holds data, so refuse to start rather than start a second set beside it.
  const isIts = kept.includes(record.kind) || (record.kind === 'docker' && !engine);
  return { ...settings, kind: settings.kind ?? (isIts ? record.kind : undefined) };
}

/** The running stack, brought up to date; undefined if none runs. Cleans up a half-started one but keeps its databases. */
async function runningStack(
  record: StackRecord,
  settings: Settings,
  log: Reporter,
  signal: AbortSignal,
): Promise<StartedStack | undefined> {
  if (record.status === 'stopped') return undefined;
  if (record.kind === 'docker' && !(await hasDockerEngine())) {
    if (settings.kind !== 'embedded') await requireDocker();
    log.note('Docker 의 자료는 엔진이 켜지면 그대로 있습니다 (the data in Docker are there once its engine runs)');
    return undefined;
  }
  if (record.status === 'running') {
    const context = { ...attach(defaultStateDir).context, signal };
    if ((await reviveStack(context, log)) === 'whole') {
      const wishes = conflictingSettings(settings, record);
      if (wishes.length > 0) {
        const message = `다른 설정으로 실행 중입니다 (running with other settings than ${wishes.join(' ')})`;
        throw new UserError('OTHER_SETTINGS', message, 'make down');
      }
      log.note(`이미 실행 중입니다 (already running): ${styleText('bold', record.kind)}`);
      const { stack, done } = await updateStack(context, log);
      log.note(done.length > 0 ? done.join(' · ') : '바뀐 것이 없습니다 (nothing has changed)');
      return stack;
    }
  } else log.note('지난 시작이 끝나지 않았습니다 (the last start did not come to its end)');
  await putAway(record.kind, log);
  return undefined;
}

function putAway(kind: StackKind, log: Reporter): Promise<Stopped> {
  return log.step('남은 것 정리, 자료는 둠 (putting away what was left, the data stay)', () => stopKind(kind));
}

/** Containers of a stack that was stopped while its engine was off: the engine starts some of them again, on our ports. */
async function putAwayReturned(log: Reporter): Promise<void> {
  if ((await hasDockerEngine()) && (await hasRemains(pathsOf(defaultStateDir)))) await putAway('docker', log);
}

function stopKind(kind: StackKind): Promise<Stopped> {
  return kind === 'docker' ? stopDocker(defaultStateDir) : stopEmbedded(defaultStateDir);
}

async function freshStack(settings: Settings, log: Reporter, signal: AbortSignal): Promise<StartedStack> {
  const kind = settings.kind ?? (await detectKind());
  const why = settings.kind
    ? '정해진 대로 (as asked for, or as before)'
    : kind === 'docker'
      ? 'Docker 엔진이 있음 (an engine answers)'
      : 'Docker 엔진이 없음 (no engine answers)';
  log.note(`스택 (stack): ${styleText('bold', kind)} — ${why}`);
  await putAwayReturned(log);
  const { host, ports, region, terraformVars } = settings;
  let rebuilt: Rebuilt | undefined;
  const onRebuilt = (it: Rebuilt) => {
    rebuilt = it;
  };
  const options = { stateDir: defaultStateDir, host, ports, region, terraformVars, log, signal, onRebuilt };
  const stack = await startStack(kind === 'docker' ? dockerAdapter() : embeddedAdapter(), options);
  if (rebuilt) await compareAfterRebuild(stack, rebuilt, log);
  return stack;
}

/** Who can sign in where, and the API keys of other programs. They are valid on this machine only. */
function renderDemo({ demo, keys, enterwaitUrl, nurseryUrl, managementUrl }: StartedStack): string {
  const people = renderTable([
    ['학부모 parent', `${enterwaitUrl}/sign-in`, demo.parent.email, demo.password],
    ['교직원 staff', `${nurseryUrl}/sign-in`, demo.staff.email, demo.password],
    ['운영자 operator', `${managementUrl}/sign-in`, demo.operator.email, demo.password],
  ]);
  const programs = renderTable([
    ['PARENT_KEY', keys.parent],
    ['STAFF_KEY', keys.staff],
    ['OPERATOR_KEY', keys.operator],
    ['PROGRAM_KEY', keys.program],
  ]);
  return [
    styleText('bold', '시험 계정 (demo accounts)'),
    people,
    '',
    styleText('bold', 'API 키 (API keys): Authorization: Bearer …'),
    programs,
  ].join('\n');
}

function renderUrls(stack: StartedStack): string {
  return renderTable([
    ['입소대기신청 enterwait', stack.enterwaitUrl],
    ['아동관리 nursery', stack.nurseryUrl],
    ['신청관리 management', stack.managementUrl],
    // For operators, who sign in there. OPERATOR_KEY gives access to each service's metrics.
    ['API (운영자 operator)', `${stack.managementUrl}/docs/`],
    ['AWS', stack.awsEndpointUrl],
  ]);
}
