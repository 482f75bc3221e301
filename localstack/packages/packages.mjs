// Plain JavaScript for the machine's own Node, using only built-ins: it runs before the packages are installed.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Tries node_modules: does its Node run, and is every package in package-lock.json installed? A date would prove neither.
 * @param {string} folder the folder of package.json
 * @param {boolean} current false: an older set is enough, as long as it can run at all
 * @returns {string | undefined} why it cannot be used
 */
export function whyUnusable(folder = root, current = true) {
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) return '아직 없음 (not there yet)';
  const node = join(modules, '.bin', 'node');
  if (spawnSync(node, ['--version'], { env: { PATH: process.env.PATH } }).status !== 0)
    return 'node_modules/.bin/node 이(가) 실행되지 않음 (does not run)';
  const locked = readJson(join(folder, 'package-lock.json'))?.packages ?? {};
  // Includes the dependencies of the project's own packages, which run from the same folder.
  const needed = Object.keys(locked)
    .filter((path) => !path.includes('node_modules/'))
    .flatMap((path) => Object.keys(locked[path].dependencies ?? {}))
    .map((name) => `node_modules/${name}`);
  const installed = readJson(join(modules, '.package-lock.json'))?.packages ?? {};
  // Optional packages may be for other platforms, or missing.
  const wanted = current
    ? Object.keys(locked).filter((path) => path.startsWith('node_modules/') && !locked[path].optional)
    : needed;
  const missing = wanted.find((path) => !existsSync(join(folder, path, 'package.json')));
  if (missing !== undefined) return `${missing} 이(가) 없음 (is missing)`;
  const other = current
    ? wanted.find(
        (path) =>
          installed[path]?.version !== locked[path].version || installed[path]?.integrity !== locked[path].integrity,
      )
    : undefined;
  return other === undefined ? undefined : `${other}: package-lock.json 과 다름 (is not what package-lock.json names)`;
}

/**
 * Overrides the settings of a user's npm that would break the installation: no development packages (NODE_ENV=production, omit=dev), or
 * another place (global). Installed packages also run no scripts: on a developer's machine or in a delivery, a script could do whatever its
 * user can.
 */
const OVERRULED = [
  ...['--include=dev', '--include=optional', '--include=peer', '--engine-strict=false'],
  ...[
    '--global=false',
    '--dry-run=false',
    '--package-lock=true',
    '--package-lock-only=false',
    '--legacy-peer-deps=false',
  ],
  ...['--no-audit', '--no-fund', '--loglevel=error'],
];
const NO_SCRIPTS = '--ignore-scripts=true';
/** npm's defaults are five minutes for one answer, and three attempts. */
const PATIENCE = ['--fetch-timeout=120000', '--fetch-retries=1', '--fetch-retry-mintimeout=2000'];
/** For a proxy that has just failed to answer: npm may still have a way around it. */
const IMPATIENCE = ['--fetch-timeout=10000', '--fetch-retries=0'];

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** @returns {{ name: string, url: string, shown: string }[]} the proxies that are set; `shown` has no password */
const proxiesIn = (env = process.env) =>
  PROXIES.filter((name) => env[name]).map((name) => ({
    name,
    url: env[name],
    shown: `${name}=${env[name].replace(/\/\/[^@/]*@/, '//…@')}`,
  }));

/** True if something answers at the proxy's address. A proxy that accepts a connection and stays silent does not count. */
export function proxyAnswers(url, timeoutMs = 5000) {
  return new Promise((resolve) => {
    let address;
    try {
      address = new URL(url.includes('://') ? url : `http://${url}`);
    } catch {
      resolve(false);
      return;
    }
    const port = Number(address.port) || (address.protocol === 'https:' ? 443 : 80);
    const socket = connect(port, address.hostname.replace(/^\[|\]$/g, ''));
    const end = (answers) => {
      socket.destroy();
      resolve(answers);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.on('data', () => end(true));
    socket.on('connect', () => {
      // Other proxies do not speak HTTP. It must be enough that they listen.
      if (address.protocol !== 'http:') end(true);
      else socket.write('OPTIONS * HTTP/1.1\r\nHost: proxy\r\nConnection: close\r\n\r\n');
    });
  });
}

const say = (text) => process.stderr.write(`${text}\n`);

/** Variables configure npm, and their names cannot be listed in full. Node's own variables are meant for other programs. */
function environmentOfNpm() {
  const { NODE_ENV, NODE_OPTIONS, ...env } = process.env;
  return env;
}

/** @returns {Promise<boolean>} whether npm succeeded; its output is in the log */
function npm(args, log) {
  const file = openSync(log, 'w');
  const begun = Date.now();
  const ticking = setInterval(() => say(`… npm ${args[0]}: ${Math.round((Date.now() - begun) / 1000)} s`), 30_000);
  return new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: root, env: environmentOfNpm(), stdio: ['ignore', file, file] });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  }).finally(() => {
    clearInterval(ticking);
    closeSync(file);
  });
}

/** The packages whose scripts may run, by name. package.json decides this for every package that has scripts. */
const allowedScripts = (folder = root) =>
  Object.entries(readJson(join(folder, 'package.json'))?.allowScripts ?? {})
    .filter(([, allowed]) => allowed === true)
    .map(([name]) => name);

/**
 * Puts Node where every program looks for it. It was installed with the other packages and verified by the checksum in the lock file.
 * @returns {boolean} false: the lock file has none for this machine, so the script of the package `node` must fetch it
 */
function placeNode(folder = root) {
  const modules = join(folder, 'node_modules');
  const brought = join(modules, `node-${process.platform}-${process.arch}`);
  const version = (name) => readJson(join(name, 'package.json'))?.version;
  if (version(brought) === undefined || version(brought) !== version(join(modules, 'node'))) return false;
  const program = join(modules, 'node', 'bin', 'node');
  const command = join(modules, '.bin', 'node');
  for (const file of [program, command]) {
    rmSync(file, { force: true });
    mkdirSync(dirname(file), { recursive: true });
  }
  try {
    linkSync(join(brought, 'bin', 'node'), program);
  } catch {
    // Not every file system has hard links.
    copyFileSync(join(brought, 'bin', 'node'), program);
  }
  symlinkSync(join('..', 'node', 'bin', 'node'), command);
  return true;
}

async function install() {
  const log = join(root, '.enterwait', 'logs', 'npm.log');
  try {
    mkdirSync(dirname(log), { recursive: true });
    closeSync(openSync(log, 'w'));
  } catch (error) {
    say(`✗ 쓸 수 없습니다 (cannot be written): ${error.path ?? log}: ${error.code}`);
    say(error.code === 'ENOSPC' ? '→ df -h .' : '→ ls -ld . .enterwait .enterwait/logs');
    return 1;
  }
  const proxies = proxiesIn();
  const answers = await Promise.all(proxies.map(({ url }) => proxyAnswers(url)));
  const silent = proxies.filter((_, at) => !answers[at]).map(({ shown }) => shown);
  if (silent.length > 0) say(`! 프록시가 답하지 않습니다 (the proxy does not answer): ${silent.join(' ')}`);
  const flags = [...OVERRULED, ...(silent.length > 0 ? IMPATIENCE : PATIENCE)];

  say('… npm ci');
  let done = await npm(['ci', NO_SCRIPTS, ...flags], log);
  // If a registry only serves this platform's optional packages, npm 11 rejects the lock file. `npm install --no-save` then installs the
  // same versions.
  if (!done && readFileSync(log, 'utf8').includes('code EUSAGE')) {
    say('… npm install');
    done = await npm(['install', '--no-save', NO_SCRIPTS, ...flags], log);
  }
  if (done && !placeNode()) {
    say(`… npm rebuild ${allowedScripts().join(' ')}`);
    done = await npm(['rebuild', ...allowedScripts(), '--ignore-scripts=false', ...flags], log);
  }
  const broken = done ? whyUnusable() : undefined;
  if (done && broken === undefined) return 0;

  const errors = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line));
  for (const line of errors.slice(0, 8)) say(line.replace(/\/\/[^@/\s]*@/g, '//…@'));
  if (broken !== undefined)
    say(`✗ npm 은 끝났지만 쓸 수 없습니다 (npm has ended, but the packages cannot be used): ${broken}`);
  const said = errors.join('\n');
  if (/ENOSPC|EDQUOT/.test(said)) {
    say('✗ 디스크가 가득 찼습니다 (no space left on the disk)');
    say('→ df -h .');
    return 1;
  }
  if (/EACCES|EPERM|EROFS/.test(said)) {
    say('✗ 이 폴더에 쓸 수 없습니다 (this folder cannot be written)');
    say('→ ls -ld . .enterwait node_modules');
    return 1;
  }
  say('✗ npm 패키지를 설치하지 못했습니다 (npm could not install the packages)');
  const proxy =
    proxies.length > 0
      ? ` · 프록시가 설정되어 있습니다, 답하나요 (a proxy is set, does it answer?): ${proxies.map(({ shown }) => shown).join(' ')}`
      : '';
  say(
    `→ npm 레지스트리에 닿는지 확인하세요 (is the npm registry reachable?): npm ping${proxy} · 기록 (log): .enterwait/logs/npm.log`,
  );
  return 1;
}

/**
 * `node localstack/packages/packages.mjs [any]`: installs or repairs the packages if they cannot be used. `any`: an older set is enough.
 */
if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const current = process.argv[2] !== 'any';
  process.exitCode = whyUnusable(root, current) === undefined ? 0 : await install();
}
