import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UserError } from '@enterwait/command-line/errors';
import { defaultStateDir, repositoryRoot } from '@enterwait/command-line/files';
import { runCommand, toolEnvironment } from '@enterwait/command-line/processes';
import { hasCompose, hasDockerEngine } from '../docker/engine.ts';
import { lacksToken, localStackImage, TOKEN_WANTED } from '../docker/localstack-image.ts';
import { canInstall } from '../embedded/apt.ts';
import { accountFor } from '../embedded/database-account.ts';
import { findServer } from '../embedded/mariadb.ts';
import { whyUnusable } from '../packages/packages.mjs';
import { findPython, hasVenvModule, OLDEST_PYTHON, stackVenv, whyNoPython } from '../python/python.ts';
import { whyBroken } from '../python/venv.ts';
import { holderOf, isFree } from '../settings/ports.ts';
import { PORT_NAMES, PORT_SETTINGS, readSettings } from '../settings/settings.ts';
import { pathsOf } from '../state/paths.ts';
import { readRecord } from '../state/record.ts';
import { findProviderMirror, lockedVersion, thisMachine } from '../terraform/provider-mirror.ts';
import { requireTerraform, terraformSource } from '../terraform/terraform.ts';
import {
  checkAccount,
  checkDisk,
  checkNpmSettings,
  checkPath,
  checkProxy,
  checkShell,
  checkStateFolder,
  checkTerraformFolder,
  type Finding,
} from './surroundings.ts';

/** Checks everything that `make up` needs. */
export async function checkMachine(): Promise<Finding[]> {
  const [node, npm, terraform, python, docker] = await Promise.all([
    checkNode(),
    checkNpm(),
    checkTerraform(),
    checkPython(),
    checkDocker(),
  ]);
  return [
    node,
    npm,
    terraform,
    checkProvider(),
    python,
    docker,
    checkLocalStackImage(process.env, docker.state === 'ok'),
    checkDatabase(docker.state === 'ok'),
    ...(await checkSurroundings()),
    ...(await checkPorts()),
  ];
}

/** Checks what surrounds the checkout and what is installed in it, by trying things rather than trusting stamps. */
async function checkSurroundings(): Promise<Finding[]> {
  const { env } = process;
  const [proxy, venv, settings] = await Promise.all([checkProxy(env), checkVenv(), npmSettings()]);
  return [
    checkPackages(),
    venv,
    checkNpmSettings(env, settings),
    proxy,
    checkShell(env),
    checkTerraformFolder(terraformSource),
    checkDisk(repositoryRoot),
    checkStateFolder(defaultStateDir),
    checkPath(repositoryRoot),
    checkAccount(process.getuid?.(), accountFor()?.name),
  ];
}

function checkPackages(): Finding {
  const what = 'node_modules';
  const broken = whyUnusable(repositoryRoot);
  if (broken === undefined) return { what, state: 'ok', found: '시험해 봄 (tried)' };
  return { what, state: 'optional', found: broken, advice: '다음 make up 이 고칩니다 (the next make up mends it)' };
}

async function checkVenv(): Promise<Finding> {
  const what = 'Python venv';
  const broken = await whyBroken(stackVenv());
  if (broken === undefined) return { what, state: 'ok', found: '시험해 봄 (tried)' };
  return { what, state: 'optional', found: broken, advice: '다음 make up 이 만듭니다 (the next make up makes it)' };
}

/** The npm settings that would leave packages out. */
async function npmSettings(): Promise<Record<string, string>> {
  const names = ['omit', 'ignore-scripts', 'global'];
  const output = await runCommand('npm', ['config', 'get', ...names], { cwd: repositoryRoot, env: npmEnvironment() })
    .then(({ stdout }) => stdout)
    .catch(() => '');
  return Object.fromEntries(
    [...output.matchAll(/^(\S+) ?= ?(.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()]),
  );
}

/** Environment variables also configure npm. */
const npmEnvironment = (): Record<string, string> =>
  toolEnvironment(
    Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) =>
        /^npm_config_/i.test(name) && value !== undefined ? [[name, value]] : [],
      ),
    ),
  );

async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await runCommand(command, args)).stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
}

async function checkNode(): Promise<Finding> {
  // This process runs on the Node that npm installed. The machine's own Node only has to run npm.
  const own = await versionOf('node', ['--version']);
  const found = `${own ?? '없음 (none)'} · 프로젝트 (project): ${process.version}`;
  return { what: 'Node ≥ 20', state: 'ok', found };
}

async function checkNpm(): Promise<Finding> {
  const version = await versionOf('npm', ['--version']);
  return version
    ? { what: 'npm', state: 'ok', found: version }
    : {
        what: 'npm',
        state: 'missing',
        found: '없음 (none)',
        advice: 'Debian/Ubuntu: sudo apt install npm · macOS: brew install node',
      };
}

async function checkTerraform(): Promise<Finding> {
  try {
    return { what: 'Terraform ≥ 1.11', state: 'ok', found: await requireTerraform() };
  } catch (error) {
    const advice = error instanceof UserError ? error.advice : undefined;
    return { what: 'Terraform ≥ 1.11', state: 'missing', found: messageOf(error), ...(advice ? { advice } : {}) };
  }
}

function checkProvider(): Finding {
  const what = 'AWS provider';
  try {
    const mirror = findProviderMirror(thisMachine(), lockedVersion(join(terraformSource, '.terraform.lock.hcl')));
    if (mirror) return { what, state: 'ok', found: mirror };
    return {
      what,
      state: 'optional',
      found: '레지스트리에서 받음 (from the registry)',
      advice: '레지스트리에 닿지 않으면 (without it): TF_PLUGIN_DIR=/path',
    };
  } catch (error) {
    return { what, state: 'missing', found: messageOf(error) };
  }
}

async function checkPython(): Promise<Finding> {
  const oldest = OLDEST_PYTHON.join('.');
  const what = `Python ≥ ${oldest}, venv`;
  const python = await findPython();
  if (python && (await hasVenvModule(python)))
    return { what, state: 'ok', found: (await versionOf(python, ['--version'])) ?? python };
  const none = python ? undefined : await whyNoPython();
  const found = none?.message ?? 'venv 모듈이 없음 (no venv module)';
  if (canInstall() && none?.code !== 'PYTHON_OLD')
    return { what, state: 'optional', found, advice: 'make up 이 apt 로 설치합니다 (make up installs it)' };
  return {
    what,
    state: 'missing',
    found,
    advice: none?.advice ?? 'Debian/Ubuntu: sudo apt install python3-venv',
  };
}

async function checkDocker(): Promise<Finding> {
  const what = 'Docker, compose';
  const [engine, compose] = await Promise.all([hasDockerEngine(), hasCompose()]);
  if (engine && compose)
    return {
      what,
      state: 'ok',
      found: (await versionOf('docker', ['version', '--format', '{{.Server.Version}}'])) ?? '',
    };
  const found = engine ? 'compose 가 없음 (no compose)' : '엔진이 답하지 않음 (no engine answers)';
  return { what, state: 'optional', found };
}

/** @param docker whether the stack would run in containers by default */
export function checkLocalStackImage(env: NodeJS.ProcessEnv, docker: boolean): Finding {
  const what = 'LocalStack';
  const image = localStackImage(env);
  if (!lacksToken(env)) return { what, state: 'ok', found: image };
  const used = env.STACK ? env.STACK === 'docker' : docker;
  return {
    what,
    state: used ? 'missing' : 'optional',
    found: `${image}: ${TOKEN_WANTED.message}`,
    advice: TOKEN_WANTED.advice,
  };
}

function checkDatabase(docker: boolean): Finding {
  const what = 'mysqld / mariadbd';
  const server = findServer();
  if (server) return { what, state: 'ok', found: server };
  const found = '없음 (none)';
  if (canInstall())
    return {
      what,
      state: 'optional',
      found,
      advice: 'Docker 없이 쓸 때 make up 이 apt 로 설치합니다 (installed when needed)',
    };
  return {
    what,
    state: docker ? 'optional' : 'missing',
    found,
    advice: 'Debian/Ubuntu: sudo apt install mariadb-server-core mariadb-client-core · macOS: brew install mariadb',
  };
}

async function checkPorts(): Promise<Finding[]> {
  const { host, ports } = readSettings();
  const running = existsSync(pathsOf(defaultStateDir).record) ? readRecord(pathsOf(defaultStateDir).record) : undefined;
  return Promise.all(
    PORT_NAMES.map(async (name): Promise<Finding> => {
      const port = ports[name];
      const what = `포트 port ${port} (${name})`;
      if (await isFree(host, port)) return { what, state: 'ok', found: '비어 있음 (free)' };
      if (running?.ports[name] === port) return { what, state: 'ok', found: '이 스택 (this stack)' };
      const holder = holderOf(port) ?? '다른 프로그램 (another program)';
      return { what, state: 'missing', found: holder, advice: `${PORT_SETTINGS[name].variable}=${port + 1} make up` };
    }),
  );
}
