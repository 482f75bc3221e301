import { existsSync, lstatSync, mkdtempSync, readdirSync, rmdirSync, statfsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { messageOf } from '@enterwait/command-line/errors';
import { noProxyList, proxiesIn } from '@enterwait/command-line/processes';
import { proxyAnswers } from '../packages/packages.mjs';
import { isSomebodys } from '../terraform/stamp.ts';

/** What surrounds a checkout: the shell, the folder, the disk. Each check answers one small question, and `make doctor` runs them all. */

/** The result of one check. `optional`: missing, but not required. */
export interface Finding {
  what: string;
  state: 'ok' | 'optional' | 'missing';
  found: string;
  advice?: string;
}

/** Variables that change how Python, Node, Terraform or the AWS CLI behave. No child process of the local stack inherits them. */
const MEANT_FOR_OTHERS =
  /^(PYTHONPATH|PYTHONHOME|PIP_TARGET|PIP_USER|PIP_PREFIX|NODE_OPTIONS|TF_CLI_ARGS\w*|TF_VAR_\w+|TF_WORKSPACE|TF_DATA_DIR|AWS_PROFILE|AWS_DEFAULT_PROFILE|AWS_ENDPOINT_URL\w*|COMPOSE_\w+|GOFLAGS)$/;

export function checkShell(env: NodeJS.ProcessEnv): Finding {
  const what = '셸의 변수 (shell)';
  const names = Object.keys(env).filter((name) => MEANT_FOR_OTHERS.test(name) && env[name]);
  const found =
    names.length === 0 ? '걸리는 것 없음 (nothing in the way)' : `무시됨 (ignored): ${names.sort().join(' ')}`;
  return { what, state: 'ok', found };
}

/** @param settings npm's settings, by name */
export function checkNpmSettings(env: NodeJS.ProcessEnv, settings: Readonly<Record<string, string>>): Finding {
  const all = { NODE_ENV: env.NODE_ENV === 'production' ? 'production' : '', ...settings };
  const set = Object.entries(all).filter(([, value]) => value !== '' && value !== 'false' && value !== 'undefined');
  const found =
    set.length === 0
      ? '걸리는 것 없음 (nothing in the way)'
      : `무시됨 (overruled): ${set.map(([name, value]) => `${name}=${value}`).join(' ')}`;
  return { what: 'npm 설정 (npm settings)', state: 'ok', found };
}

export async function checkProxy(env: NodeJS.ProcessEnv): Promise<Finding> {
  const what = '프록시 (proxy)';
  const shown = proxiesIn(env);
  if (shown.length === 0) return { what, state: 'ok', found: '없음 (none)' };
  const urls = [...new Set(shown.map((text) => env[text.slice(0, text.indexOf('='))] ?? ''))];
  const answers = await Promise.all(urls.map((url) => proxyAnswers(url)));
  const found = `${shown.join(' ')} · 예외 (exceptions): ${noProxyList(env).join(',')}`;
  if (answers.every(Boolean)) return { what, state: 'ok', found };
  return {
    what,
    state: 'optional',
    found,
    advice: `답하지 않습니다: 받을 것이 있으면 실패합니다 (it does not answer: whatever must be fetched will fail). unset ${shown.map((text) => text.slice(0, text.indexOf('='))).join(' ')}`,
  };
}

const GB = 1e9;
/** Packages 0.7, Python's 0.3, the provider 0.7, bundles, databases and logs: measured with a full database. */
const WANTED = 3 * GB;
const LEAST = 0.5 * GB;

export function checkDisk(folder: string, free = freeBytes(folder)): Finding {
  const what = '디스크 (disk)';
  const found = `${(free / GB).toFixed(1)} GB 남음 (free)`;
  if (free >= WANTED) return { what, state: 'ok', found };
  const advice = `${WANTED / GB} GB 쯤 필요합니다 (about that much is needed): ${folder} · docker system prune · make clean`;
  return { what, state: free < LEAST ? 'missing' : 'optional', found, advice };
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * The state folder must be writable, and everything in it must be ours: files made there by root or another user stop the next start
 * half-way.
 */
export function checkStateFolder(folder: string, uid = process.getuid?.() ?? 0): Finding {
  const what = relative(join(folder, '..'), folder);
  const place = existsSync(folder) ? folder : join(folder, '..');
  try {
    rmdirSync(mkdtempSync(join(place, '.doctor-')));
  } catch (error) {
    return {
      what,
      state: 'missing',
      found: `쓸 수 없음 (cannot be written): ${messageOf(error)}`,
      advice: `sudo chown -R "$(id -u)" '${place}' · 읽기 전용이면 다른 곳에 복제하세요 (if it is read-only, clone elsewhere)`,
    };
  }
  const foreign = uid === 0 || place !== folder ? [] : foreignIn(folder, uid);
  if (foreign.length === 0) return { what, state: 'ok', found: '쓸 수 있음 (can be written)' };
  return {
    what,
    state: 'missing',
    found: `다른 사용자의 것 (somebody else's): ${foreign.join(' ')}`,
    advice: `sudo chown -R "$(id -u)" '${folder}'`,
  };
}

/** Checks two levels of the folder. Deeper ones belong to whoever owns their parent. */
const foreignIn = (folder: string, uid: number): string[] =>
  [folder, ...childrenOf(folder), ...childrenOf(folder).flatMap(childrenOf)]
    .filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.uid ?? uid) !== uid)
    .map((path) => relative(join(folder, '..'), path))
    .slice(0, 5);

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Paths below a longer folder would exceed MariaDB's own limit of 512. */
const LONGEST_PATH = 400;

export function checkPath(folder: string): Finding {
  const what = '경로 (path)';
  const length = Buffer.byteLength(folder);
  if (length > LONGEST_PATH)
    return {
      what,
      state: 'missing',
      found: `${length} 바이트 (bytes)`,
      advice: `MariaDB 는 ${LONGEST_PATH} 바이트까지 (takes no longer one): 더 위에 복제하세요 (clone higher up)`,
    };
  // A colon separates the entries of PATH.
  if (folder.includes(':'))
    return {
      what,
      state: 'missing',
      found: folder,
      advice: '":" 이 없는 곳에 복제하세요 (clone where there is no ":")',
    };
  return { what, state: 'ok', found: `${length} 바이트 (bytes)` };
}

/** Finds files that Terraform would read on its own. */
export function checkTerraformFolder(folder: string): Finding {
  const what = 'terraform/';
  const found = readdirSync(folder).filter(isSomebodys);
  if (found.length === 0) return { what, state: 'ok', found: '프로젝트의 것만 (nothing but the project)' };
  return {
    what,
    state: 'optional',
    found: `${found.join(' ')}: 로컬 스택과 시험은 읽지 않음 (not read by the local stack and the tests)`,
    advice: `TARGET=aws 는 읽습니다 (reads them). 기관의 값은 (settings of an agency belong in): terraform/env/agency.tfvars`,
  };
}

/** @param account that the database would run as */
export function checkAccount(uid: number | undefined, account: string | undefined): Finding {
  const what = '사용자 (account)';
  if (uid !== 0) return { what, state: 'ok', found: `uid ${uid ?? '?'}` };
  return {
    what,
    state: 'optional',
    found: `root · 데이터베이스는 (the database runs as) ${account ?? '?'}`,
    advice:
      "root 가 만든 파일은 root 의 것으로 남습니다: 다음부터 sudo 없이 쓰려면 sudo chown -R (what root makes stays root's: give it to your own account before you go on without sudo)",
  };
}
