import { UserError } from '@enterwait/command-line/errors';
import { isSet, readNumber } from '@enterwait/command-line/options';
import type { EraseOptions, EraseScope } from './scope.ts';

/** How long the agency keeps closed applications, in days: docs/people.md. */
export const RETENTION_DAYS = 365;
const DAY_MS = 86_400_000;
/** Somebody may still ask about a younger closed application, and its mail may still be on its way. */
const LEAST_DAYS = 30;

/** @throws UserError (`BAD_SETTING`) */
export function readEraseOptions(env: NodeJS.ProcessEnv = process.env, now = new Date()): EraseOptions {
  // `USER` is the logged-in user. The Makefile passes on only what was written after `make erase`.
  const chosen = [env.ERASE_USER, env.CHILD, env.OLDER_THAN].filter(Boolean);
  if (chosen.length !== 1) {
    throw bad('USER=…, CHILD=… , OLDER_THAN=… 가운데 하나가 필요합니다 (one of them is needed)');
  }
  return {
    scope: scopeOf(env, now),
    dryRun: isSet('DRY_RUN', env),
    withdraw: isSet('WITHDRAW', env),
    patienceMs: readNumber('PATIENCE_S', 60, env) * 1000,
  };
}

function scopeOf(env: NodeJS.ProcessEnv, now: Date): EraseScope {
  if (env.ERASE_USER) return { kind: 'user', userId: env.ERASE_USER };
  if (env.CHILD) {
    if (!/^\d{15}$/.test(env.CHILD)) throw bad('CHILD: 숫자 15자리입니다 (must be 15 digits)');
    return { kind: 'child', childId: env.CHILD };
  }
  const days = Number(/^(\d{1,5})d$/.exec(env.OLDER_THAN ?? '')?.[1]);
  if (!(days >= LEAST_DAYS)) {
    throw bad(`OLDER_THAN=${env.OLDER_THAN}: ${LEAST_DAYS}d 이상 (must be days, at least ${LEAST_DAYS}d)`);
  }
  return { kind: 'closed', before: new Date(now.getTime() - days * DAY_MS) };
}

/** The command line that erases this scope, to be repeated with more options. */
export function commandFor(scope: EraseScope): string {
  if (scope.kind === 'user') return `make erase USER=${scope.userId}`;
  return scope.kind === 'child' ? `make erase CHILD=${scope.childId}` : 'make retention';
}

const bad = (message: string): UserError =>
  new UserError(
    'BAD_SETTING',
    message,
    'make erase USER=parent01 · make erase CHILD=202403150000001 · make retention OLDER_THAN=365d',
  );
